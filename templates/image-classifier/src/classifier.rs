//! What training makes and the service asks: pictures in, probabilities out.
use image::RgbImage;

/// What a classifier says of one picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// A probability for each class, in the order of [`Classifier::classes`]; together 1.
    pub probabilities: Vec<f32>,
    /// Where in the picture the likeliest class was seen.
    pub heat: Heat,
}

/// A coarse map of the picture: rows from the top, each from the left, 0 (nothing) to 1 (most).
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// Cells in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The cells, row by row.
    pub cells: Vec<f32>,
}

/// A trained classifier. It takes pictures of any size and fits them to its own.
pub trait Classifier: Send + Sync {
    /// The names of the classes.
    fn classes(&self) -> &[String];

    /// A picture as this classifier looks at it, so that the fitting need not wait for its batch. To [`Classifier::classify`] the
    /// fitted picture is the same as the picture. As it stands: the picture as it is.
    fn fit(&self, picture: RgbImage) -> RgbImage {
        picture
    }

    /// Says what each picture shows; one answer for each picture, in their order. A batch costs less than its pictures one by one.
    fn classify(&self, pictures: &[RgbImage]) -> Vec<Said>;
}
