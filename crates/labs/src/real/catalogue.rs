//! Which real sets there are: addresses, lengths, checksums, and what a person agrees to.

use super::seal::Seal;

pub(super) const FASHION: &str = "fashion-mnist";
pub(super) const CIFAR: &str = "cifar-10";
pub(super) const IMDB: &str = "imdb";
pub(super) const SHAKESPEARE: &str = "tiny-shakespeare";

/// A file that can be downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File<'a> {
    /// Its name in the cache: a plain name without a folder.
    pub name: &'a str,
    /// Where it is, the first address first.
    pub addresses: &'a [&'a str],
    /// By what it is known.
    pub seal: Seal<'a>,
}

/// What is said of a set before anything is downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// What it is, in a line.
    pub title: &'static str,
    /// Who made it, and from where it is loaded.
    pub source: &'static str,
    /// Its licence, or that it states none.
    pub licence: &'static str,
    /// What to cite.
    pub cite: &'static str,
    /// How much is downloaded, in bytes.
    pub bytes: u64,
    /// Where the files may be had besides, for `--from`.
    pub elsewhere: Option<&'static str>,
}

/// A real set of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set {
    /// Its name, as in `--set NAME`.
    pub name: &'static str,
    /// The labs that it serves.
    pub labs: &'static [&'static str],
    /// Its files.
    pub files: &'static [File<'static>],
    /// What a person should know first.
    pub about: About,
}

/// All real sets. None of them is part of Pivot: each is downloaded when a person asks for it.
pub fn sets() -> &'static [Set] {
    SETS
}

const SETS: &[Set] = &[
    Set {
        name: FASHION,
        labs: &["garments", "budget", "boxes"],
        files: &[
            File {
                name: "train-images-idx3-ubyte.gz",
                addresses: &[
                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-images-idx3-ubyte.gz",
                ],
                seal: Seal {
                    bytes: 26_421_880,
                    sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                    unpacked: Some((
                        47_040_016,
                        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                    )),
                },
            },
            File {
                name: "train-labels-idx1-ubyte.gz",
                addresses: &[
                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-labels-idx1-ubyte.gz",
                ],
                seal: Seal {
                    bytes: 29_515,
                    sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                    unpacked: Some((
                        60_008,
                        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                    )),
                },
            },
            File {
                name: "t10k-images-idx3-ubyte.gz",
                addresses: &[
                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-images-idx3-ubyte.gz",
                ],
                seal: Seal {
                    bytes: 4_422_102,
                    sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                    unpacked: Some((
                        7_840_016,
                        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                    )),
                },
            },
            File {
                name: "t10k-labels-idx1-ubyte.gz",
                addresses: &[
                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-labels-idx1-ubyte.gz",
                ],
                seal: Seal {
                    bytes: 5_148,
                    sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                    unpacked: Some((
                        10_008,
                        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
                    )),
                },
            },
        ],
        about: About {
            title: "Fashion-MNIST: 70,000 pictures of clothes in ten classes, 28 by 28, grey",
            source: "Zalando Research, from fashion-mnist.s3-website.eu-central-1.amazonaws.com (plain HTTP: the checksum guards it)",
            licence: "MIT",
            cite: "Xiao, Rasul, Vollgraf: Fashion-MNIST, a novel image dataset for benchmarking machine learning algorithms, 2017",
            bytes: 30_878_645,
            elsewhere: Some(
                "Debian has the same in the package dataset-fashion-mnist: --from /usr/share/datasets/fashion-mnist",
            ),
        },
    },
    Set {
        name: CIFAR,
        labs: &["shapes"],
        files: &[File {
            name: "cifar-10-binary.tar.gz",
            addresses: &["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"],
            seal: Seal {
                bytes: 170_052_171,
                sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                unpacked: None,
            },
        }],
        about: About {
            title: "CIFAR-10: 60,000 photographs in ten classes, 32 by 32, colour",
            source: "Alex Krizhevsky, University of Toronto, from www.cs.toronto.edu",
            licence: "states no licence; cite the report, and pass the data on to nobody",
            cite: "Krizhevsky: Learning multiple layers of features from tiny images, 2009",
            bytes: 170_052_171,
            elsewhere: None,
        },
    },
    Set {
        name: IMDB,
        labs: &["reviews"],
        files: &[File {
            name: "aclImdb_v1.tar.gz",
            addresses: &["http://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"],
            seal: Seal {
                bytes: 84_125_825,
                sha256: "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
                unpacked: None,
            },
        }],
        about: About {
            title: "Large Movie Review Dataset: 50,000 reviews of films, half of them good",
            source: "Andrew Maas and others, Stanford University, from ai.stanford.edu (plain HTTP: the checksum guards it); the reviews are by users of IMDb",
            licence: "states no licence; cite the paper, and pass the data on to nobody",
            cite: "Maas, Daly, Pham, Huang, Ng, Potts: Learning word vectors for sentiment analysis, ACL 2011",
            bytes: 84_125_825,
            elsewhere: None,
        },
    },
    Set {
        name: SHAKESPEARE,
        labs: &["characters"],
        files: &[File {
            name: "tiny-shakespeare.txt",
            addresses: &[
                "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
            ],
            seal: Seal {
                bytes: 1_115_394,
                sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
                unpacked: None,
            },
        }],
        about: About {
            title: "Tiny Shakespeare: 1.1 million characters of his plays",
            source: "collected by Andrej Karpathy for char-rnn, from raw.githubusercontent.com",
            licence: "states no licence for the collection; the plays themselves are four centuries old",
            cite: "Karpathy: The unreasonable effectiveness of recurrent neural networks, 2015",
            bytes: 1_115_394,
            elsewhere: None,
        },
    },
];
