//! Convolutions with their parameters, some with their outputs as examples, some to be computed.
//!
//! Inputs are whole thousandths below 1,000, kernels below 10, so that every output is a whole number of millionths: the sums are
//! exact in `i64`, and what is printed is the truth to its last digit. In `f32` a sum of 40 such products is off by some
//! thousandths: 10³ · 5 · √40 ≈ 3·10⁴, and 2⁻²⁴ of that is 0.002. Whoever forgets a parameter is off by thousands.

use std::fmt::Write as _;

use super::draws::Draws;
use super::{Made, MadeFile, Size};

/// What is computed: cross-correlation, as every framework calls convolution.
#[derive(Clone, Debug)]
struct Case {
    /// Channels, height, width.
    input: [usize; 3],
    /// Output channels, input channels of a group, height, width.
    kernel: [usize; 4],
    stride: [usize; 2],
    padding: [usize; 2],
    dilation: [usize; 2],
    groups: usize,
    /// Thousandths.
    values: Vec<i64>,
    weights: Vec<i64>,
    /// Millionths, one for each output channel.
    bias: Vec<i64>,
}

/// What a case makes hard; the last has everything.
const KINDS: usize = 6;

/// The set of a seed.
pub fn make(seed: u64, size: Size) -> Made {
    let (examples, cases) = size.rows((30, 60), (6, 12));
    let mut draws = Draws::new(seed, "convolution");
    let mut of = |count: usize| {
        let mut cases: Vec<Case> = (0..count).map(|n| case(n % KINDS, &mut draws)).collect();
        draws.shuffle(&mut cases);
        cases
    };
    let (examples, cases) = (of(examples), of(cases));
    // Two of five cases are public, of every kind alike: the order is random, and so is the part.
    let mut public: Vec<bool> = (0..cases.len()).map(|n| n % 5 < 2).collect();
    draws.shuffle(&mut public);

    let mut of_examples = String::new();
    for (number, case) in examples.iter().enumerate() {
        line(&mut of_examples, number, case, true);
    }
    let (mut of_cases, mut questions, mut sample) = (String::new(), String::new(), String::new());
    let mut truth = String::from("id,usage,value\n");
    questions.push_str("id,case,channel,row,column\n");
    sample.push_str("id,value\n");
    let mut id = 0;
    for (number, case) in cases.iter().enumerate() {
        line(&mut of_cases, number, case, false);
        let usage = if public[number] { "public" } else { "private" };
        let [_, height, width] = case.output();
        for (place, value) in case.outputs().into_iter().enumerate() {
            let (channel, row, column) = (place / (height * width), place / width % height, place % width);
            let _ = writeln!(questions, "{id},{number},{channel},{row},{column}");
            let _ = writeln!(sample, "{id},0");
            let _ = writeln!(truth, "{id},{usage},{}", decimal(value, 6));
            id += 1;
        }
    }
    let file = |path: &str, text: String| MadeFile {
        path: path.to_owned(),
        bytes: text.into_bytes(),
    };
    Made {
        files: vec![
            file("examples.jsonl", of_examples),
            file("cases.jsonl", of_cases),
            file("test.csv", questions),
            file("sample_submission.csv", sample),
        ],
        truth: truth.into_bytes(),
    }
}

/// A case of a kind: plain, padding, stride, dilation, groups, all of them.
fn case(kind: usize, draws: &mut Draws) -> Case {
    let has = |wanted: usize| kind == wanted || kind == KINDS - 1;
    let one_of = |draws: &mut Draws, low: usize, high: usize| low + draws.below(high - low + 1);
    let pair = |draws: &mut Draws, wanted: bool, none: usize, low: usize, high: usize| {
        if wanted {
            [one_of(draws, low, high), one_of(draws, low, high)]
        } else {
            [none, none]
        }
    };
    let padding = pair(draws, has(1), 0, 1, 2);
    let mut stride = pair(draws, has(2), 1, 1, 3);
    let mut dilation = pair(draws, has(3), 1, 1, 3);
    // 1 in both directions would be none.
    if has(2) && stride == [1, 1] {
        stride = [2, 1];
    }
    if has(3) && dilation == [1, 1] {
        dilation = [1, 2];
    }
    let groups = if has(4) { one_of(draws, 2, 3) } else { 1 };
    let per_group = one_of(draws, 1, 3);
    let input = [groups * per_group, one_of(draws, 5, 9), one_of(draws, 5, 9)];
    let outputs = groups * one_of(draws, 1, 2);
    // The kernel fits into the padded input, however far it is spread.
    let side = |draws: &mut Draws, axis: usize| {
        let room = (input[axis + 1] + 2 * padding[axis] - 1) / dilation[axis] + 1;
        one_of(draws, 2, 4).min(room)
    };
    let kernel = [outputs, per_group, side(draws, 0), side(draws, 1)];
    let number = |draws: &mut Draws, most: usize| draws.below(2 * most + 1) as i64 - most as i64;
    let size = |of: &[usize]| of.iter().product::<usize>();
    Case {
        input,
        kernel,
        stride,
        padding,
        dilation,
        groups,
        values: (0..size(&input)).map(|_| number(draws, 999_999)).collect(),
        weights: (0..size(&kernel)).map(|_| number(draws, 9_999)).collect(),
        bias: (0..outputs).map(|_| number(draws, 99_999) * 1000).collect(),
    }
}

impl Case {
    /// Channels, height and width of the output: `(n + 2p - d (k - 1) - 1) / s + 1` along each side.
    fn output(&self) -> [usize; 3] {
        let side = |axis: usize| {
            let spread = self.dilation[axis] * (self.kernel[axis + 2] - 1) + 1;
            (self.input[axis + 1] + 2 * self.padding[axis] - spread) / self.stride[axis] + 1
        };
        [self.kernel[0], side(0), side(1)]
    }

    /// The outputs in millionths, by channel, row and column.
    fn outputs(&self) -> Vec<i64> {
        let [channels, height, width] = self.output();
        let [_, per_group, tall, wide] = self.kernel;
        let mut outputs = Vec::with_capacity(channels * height * width);
        for channel in 0..channels {
            let first = channel / (channels / self.groups) * per_group;
            for row in 0..height {
                for column in 0..width {
                    let mut sum = self.bias[channel];
                    for within in 0..per_group {
                        for y in 0..tall {
                            for x in 0..wide {
                                let weight =
                                    self.weights[((channel * per_group + within) * tall + y) * wide + x];
                                sum += weight * self.at(first + within, [row, column], [y, x]);
                            }
                        }
                    }
                    outputs.push(sum);
                }
            }
        }
        outputs
    }

    /// The input under a place of the kernel; 0 in the padding.
    fn at(&self, channel: usize, place: [usize; 2], within: [usize; 2]) -> i64 {
        let [_, height, width] = self.input;
        let side = |axis: usize| {
            (place[axis] * self.stride[axis] + within[axis] * self.dilation[axis])
                .checked_sub(self.padding[axis])
        };
        match (side(0), side(1)) {
            (Some(y), Some(x)) if y < height && x < width => self.values[(channel * height + y) * width + x],
            _ => 0,
        }
    }
}

/// A case as a line of JSON.
fn line(out: &mut String, number: usize, case: &Case, with_output: bool) {
    let _ = write!(out, "{{\"case\": {number}, \"input\": ");
    nested(out, &case.values, &case.input, 3);
    out.push_str(", \"kernel\": ");
    nested(out, &case.weights, &case.kernel, 3);
    out.push_str(", \"bias\": ");
    nested(out, &case.bias, &[case.bias.len()], 6);
    let _ = write!(
        out,
        ", \"stride\": {:?}, \"padding\": {:?}, \"dilation\": {:?}, \"groups\": {}",
        case.stride, case.padding, case.dilation, case.groups
    );
    if with_output {
        out.push_str(", \"output\": ");
        nested(out, &case.outputs(), &case.output(), 6);
    }
    out.push_str("}\n");
}

/// Numbers as lists in lists.
fn nested(out: &mut String, values: &[i64], shape: &[usize], digits: usize) {
    let Some((first, rest)) = shape.split_first() else {
        out.push_str(&decimal(values[0], digits));
        return;
    };
    let each = values.len() / first;
    out.push('[');
    for (place, part) in values.chunks(each).enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        nested(out, part, rest, digits);
    }
    out.push(']');
}

/// A whole number of the unit 10⁻ᵈ as a decimal, without zeros at its end.
fn decimal(value: i64, digits: usize) -> String {
    let unit = 10_u64.pow(u32::try_from(digits).unwrap_or(0));
    let (whole, rest) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let sign = if value < 0 { "-" } else { "" };
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let rest = format!("{rest:0digits$}");
    format!("{sign}{whole}.{}", rest.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (value, digits, shown) in [
            (0, 3, "0"),
            (-1500, 3, "-1.5"),
            (7, 6, "0.000007"),
            (-12_000, 3, "-12"),
            (1_002_030, 6, "1.00203"),
        ] {
            assert_eq!(decimal(value, digits), shown);
        }
    }

    /// A row of five: 1 2 3 4 5, the kernel 1 0 -1 with dilation 2, padding 2 and stride 2, bias 1. Under it lie the places
    /// -2 0 2, then 0 2 4, then 2 4 6: 0 - 3 + 1 = -2, 1 - 5 + 1 = -3, 3 - 0 + 1 = 4.
    #[test]
    fn a_case_by_hand() {
        let case = Case {
            input: [1, 1, 5],
            kernel: [1, 1, 1, 3],
            stride: [1, 2],
            padding: [0, 2],
            dilation: [1, 2],
            groups: 1,
            values: vec![1000, 2000, 3000, 4000, 5000],
            weights: vec![1000, 0, -1000],
            bias: vec![1_000_000],
        };
        assert_eq!(case.output(), [1, 1, 3]);
        assert_eq!(case.outputs(), [-2_000_000, -3_000_000, 4_000_000]);
    }

    /// Two groups of one channel each, kernels 2 and 3 of one pixel: each sees its own channel alone.
    #[test]
    fn groups_see_their_own_channels() {
        let case = Case {
            input: [2, 1, 2],
            kernel: [2, 1, 1, 1],
            stride: [1, 1],
            padding: [0, 0],
            dilation: [1, 1],
            groups: 2,
            values: vec![1000, 2000, 10_000, 20_000],
            weights: vec![2000, 3000],
            bias: vec![0, 0],
        };
        assert_eq!(case.outputs(), [2_000_000, 4_000_000, 30_000_000, 60_000_000]);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_every_kind() {
        let made = make(1, Size::Whole);
        assert_eq!(make(1, Size::Whole), made);
        assert_ne!(make(2, Size::Whole), made);
        let of = |path: &str| String::from_utf8(made.file(path).unwrap().to_vec()).unwrap();
        let (cases, examples) = (of("cases.jsonl"), of("examples.jsonl"));
        assert_eq!((cases.lines().count(), examples.lines().count()), (60, 30));
        assert!(!cases.contains("output") && examples.lines().all(|l| l.contains("output")));
        for part in ["\"groups\": 3", "\"padding\": [2, 1]", "\"dilation\": [1, 2]"] {
            assert!(cases.contains(part), "{part}");
        }
        let rows = of("test.csv").lines().count();
        assert!((1_000..6_000).contains(&rows), "{rows}");
        let truth = String::from_utf8(made.truth.clone()).unwrap();
        assert_eq!(truth.lines().count(), rows);
        let public = truth.lines().filter(|l| l.contains(",public,")).count();
        assert!(public > rows / 5 && public < rows * 3 / 5, "{public} of {rows}");
    }
}
