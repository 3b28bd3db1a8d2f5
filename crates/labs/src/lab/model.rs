//! A submitted model: how many numbers its tensors have.

use safetensors::SafeTensors;

/// Numbers in all tensors of a safetensors file, those that are never trained (running means and the like) among them.
///
/// # Errors
/// Why it is none, as the end of a sentence that begins with the file's name.
pub fn parameters(bytes: &[u8]) -> Result<u64, String> {
    // The header is the library's to check: lengths, offsets without a gap or an overlap, shapes that fit.
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| {
        format!("is no safetensors file ({e}); in Python it is written by `safetensors.torch.save_file(model.state_dict(), …)`")
    })?;
    let tensors = metadata.tensors();
    let sizes = tensors
        .values()
        .map(|info| info.shape.iter().product::<usize>() as u64);
    match sizes.sum() {
        0 => Err("has no tensors".into()),
        n => Ok(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with this header and so many bytes behind it.
    fn file(header: &str, bytes: usize) -> Vec<u8> {
        let length = (header.len() as u64).to_le_bytes();
        [&length[..], header.as_bytes(), &vec![0; bytes]].concat()
    }

    #[test]
    fn tensors_are_counted() {
        let header = r#"{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F16","shape":[],"data_offsets":[24,26]}}"#;
        // 2 · 3 and a single number.
        assert_eq!(parameters(&file(header, 26)), Ok(7));
    }

    #[test]
    fn what_is_no_model_is_said() {
        let huge = r#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}"#;
        let beyond = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,800]}}"#;
        for bytes in [
            Vec::new(),
            vec![0xff; 64],
            file("{", 0),
            file(huge, 4),
            file(beyond, 8),
            file("{}", 0),
            b"PK\x03\x04 a zip of PyTorch's own".to_vec(),
        ] {
            assert!(parameters(&bytes).is_err(), "{bytes:?}");
        }
    }
}
