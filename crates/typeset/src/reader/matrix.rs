//! Affine maps of the plane, as PDF writes them: `[a b c d e f]` takes (x, y) to (ax + cy + e, bx + dy + f).

/// A map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Moves by (x, y).
    pub(super) fn moved(x: f64, y: f64) -> Self {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this map, then the other.
    pub(super) fn then(self, other: Self) -> Self {
        let ([a, b, c, d, e, f], [m, n, o, p, q, r]) = (self.0, other.0);
        Matrix([
            a * m + b * o,
            a * n + b * p,
            c * m + d * o,
            c * n + d * p,
            e * m + f * o + q,
            e * n + f * p + r,
        ])
    }

    /// Where a point comes to.
    pub(super) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How tall a unit becomes across the direction of writing.
    pub(super) fn height(self) -> f64 {
        self.0[2].hypot(self.0[3])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_after_another() {
        // Doubled, then moved by (10, 20): (1, 2) becomes (2, 4), then (12, 24).
        let doubled = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(
            doubled.then(Matrix::moved(10.0, 20.0)).point(1.0, 2.0),
            (12.0, 24.0)
        );
        // Moved first: (11, 22), then (22, 44).
        assert_eq!(
            Matrix::moved(10.0, 20.0).then(doubled).point(1.0, 2.0),
            (22.0, 44.0)
        );
        // A quarter turn to the left takes (1, 0) to (0, 1).
        assert_eq!(
            Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]).point(1.0, 0.0),
            (0.0, 1.0)
        );
    }
}
