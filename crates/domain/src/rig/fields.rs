//! What a parts file may say: the kinds of parts and their fields. `docs/rig.md` has the same tables.

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    /// A text in one line.
    Text,
    /// Several texts.
    Texts,
    /// A whole number, 0 to 1,000,000.
    Count,
    /// A whole number, 1 to 64.
    Pieces,
    /// Whole numbers, at most 16.
    Counts,
    /// A number from 0 on.
    Number,
    /// True or false.
    Flag,
    /// A date.
    Day,
    /// A number from 0 on with at most six decimals: money, a rate.
    Exact,
    /// The same, at most 100.
    Percent,
    /// Three capital letters.
    Currency,
    /// One of these names.
    One(&'static [Name]),
    /// Several of these names.
    Names(&'static [Name]),
}

/// A name, and other spellings of it in small letters and digits alone.
pub(super) type Name = (&'static str, &'static [&'static str]);

/// A field of a part.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the file.
    pub name: &'static str,
    pub(super) holds: Holds,
    /// What it is, for the documentation.
    pub about: &'static str,
}

/// A kind of part.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name in the file: `[cpu]`, or `cpu` in the column `part`.
    pub name: &'static str,
    /// What it is, for messages: "a processor".
    pub about: &'static str,
    /// There may be several: `[[gpu]]`.
    pub several: bool,
    /// It is bought: it has [`FIELDS_OF_PRICE`] too.
    pub priced: bool,
    /// Its own fields.
    pub fields: &'static [Field],
}

impl Kind {
    /// All its fields.
    pub fn all(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let priced: &[Field] = if self.priced { &FIELDS_OF_PRICE } else { &[] };
        // One processor has no number of pieces.
        let several = self.several;
        self.fields
            .iter()
            .chain(priced)
            .filter(move |field| several || field.name != "count")
    }

    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.all().find(|field| field.name == name)
    }
}

/// The kind of a name.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

const fn field(name: &'static str, holds: Holds, about: &'static str) -> Field {
    Field { name, holds, about }
}

const AIMS: &[Name] = &[
    ("part-1", &["part1"]),
    ("images", &["imagegeneration"]),
    ("fine-tuning", &["finetuning"]),
];
const MEMORY: &[Name] = &[
    ("DDR2", &[]),
    ("DDR3", &[]),
    ("DDR4", &[]),
    ("DDR5", &[]),
    ("DDR6", &[]),
];
const SIZES: &[Name] = &[
    ("E-ATX", &["extendedatx"]),
    ("ATX", &[]),
    ("Micro-ATX", &["matx", "uatx"]),
    ("Mini-ITX", &["mitx", "itx"]),
];
const INTERFACES: &[Name] = &[("m2-nvme", &["nvme", "m2pcie"]), ("m2-sata", &[]), ("sata", &[])];
const DRIVES: &[Name] = &[("2.5", &["25inch"]), ("3.5", &["35inch"])];

use Holds::{Count, Counts, Currency, Day, Exact, Flag, Names, Number, One, Percent, Pieces, Text, Texts};

/// The fields of everything that is bought.
pub const FIELDS_OF_PRICE: [Field; 9] = [
    field("price", Exact, "what one costs; of a kit of memory, the kit"),
    field("currency", Currency, "the price's, such as CAD"),
    field("date", Day, "when it was the price"),
    field("source", Text, "where it was the price: a shop, an address"),
    field("count", Pieces, "so many of them; 1 where nothing is said"),
    field(
        "shipping",
        Exact,
        "what its own parcel costs, in its currency; 0 where nothing is said",
    ),
    field(
        "tax_percent",
        Percent,
        "of this part, where it is not the budget's; 0 where the price contains it",
    ),
    field("owned", Flag, "true: it is there already and costs nothing"),
    field(
        "serial",
        Text,
        "its serial number, once you have it; no rule asks for it",
    ),
];

/// All kinds.
pub const KINDS: [Kind; 13] = [
    Kind {
        name: "rig",
        about: "the rig",
        several: false,
        priced: false,
        fields: &[
            field("name", Text, "what you call it"),
            field(
                "use",
                Names(AIMS),
                "what it is for: part-1, images, fine-tuning; all three where nothing is said",
            ),
        ],
    },
    Kind {
        name: "cpu",
        about: "the processor",
        several: false,
        priced: true,
        fields: &[
            field("name", Text, "what it is called"),
            field("socket", Text, "such as LGA1151"),
            field(
                "generation",
                Text,
                "as the board's list of processors has it, such as 7th",
            ),
            field("power_w", Count, "what it draws, in watts"),
            field("graphics", Flag, "whether it can show a picture without a card"),
            field("pcie_lanes", Count, "PCIe lanes of its own"),
            field("pcie_generation", Count, "of its lanes, such as 3"),
        ],
    },
    Kind {
        name: "board",
        about: "the board",
        several: false,
        priced: true,
        fields: &[
            field("name", Text, "what it is called"),
            field("socket", Text, "such as LGA1151"),
            field(
                "cpu_generations",
                Texts,
                "the generations on its list of processors",
            ),
            field(
                "firmware_needed",
                Text,
                "the least firmware for this processor; \"any\" where each will do",
            ),
            field("firmware", Text, "the firmware that is on it; the shop can say"),
            field("ram_generation", One(MEMORY), "DDR3, DDR4 or DDR5"),
            field("ram_slots", Count, "slots for memory"),
            field("ram_max_gb", Count, "the most memory it takes, in GB"),
            field("ram_channels", Count, "memory channels, mostly 2"),
            field("size", One(SIZES), "E-ATX, ATX, Micro-ATX or Mini-ITX"),
            field(
                "x16_slots",
                Counts,
                "at which bracket each slot of x16 length sits, counted from 1 at the processor: [1, 4]",
            ),
            field(
                "x16_lanes",
                Counts,
                "lanes that each of them has with as many cards as here, in the same order: [8, 8]",
            ),
            field("pcie_generation", Count, "of the slots"),
            field("m2_slots", Count, "slots for M.2 drives"),
            field(
                "m2_sata_slots",
                Count,
                "how many of those take M.2 drives that speak SATA",
            ),
            field("sata_ports", Count, "SATA ports"),
            field(
                "m2_disables_sata",
                Count,
                "SATA ports lost with as many M.2 drives as here",
            ),
        ],
    },
    Kind {
        name: "ram",
        about: "a kit of memory",
        several: true,
        priced: true,
        fields: &[
            field("name", Text, "what it is called"),
            field("generation", One(MEMORY), "DDR3, DDR4 or DDR5"),
            field("modules", Count, "sticks in the kit"),
            field("module_gb", Count, "of one stick, in GB"),
        ],
    },
    Kind {
        name: "gpu",
        about: "a graphics card",
        several: true,
        priced: true,
        fields: &[
            field("name", Text, "what it is called"),
            field("vendor", Text, "such as NVIDIA"),
            field(
                "capability",
                Text,
                "its compute capability, such as 6.1; AMD: gfx1100",
            ),
            field("memory_gb", Number, "its memory, in GB"),
            field("power_w", Count, "what it draws, in watts"),
            field(
                "bandwidth_gbs",
                Number,
                "its memory bandwidth, in GB/s; `rig suggest` asks for it, no rule does",
            ),
            field("length_mm", Count, "its length, in mm"),
            field("slots", Number, "how many slots thick it is, such as 2 or 2.5"),
            field("plugs_6pin", Count, "power sockets with 6 pins"),
            field("plugs_8pin", Count, "power sockets with 8 pins"),
            field(
                "plugs_16pin",
                Count,
                "power sockets with 16 pins (12VHPWR, 12V-2x6)",
            ),
            field(
                "adapter_8pin",
                Count,
                "8-pin plugs that the adapter in its box takes for the 16 pins",
            ),
            field("outputs", Count, "sockets for a screen"),
            field("pcie_generation", Count, "such as 3"),
            field(
                "psu_min_w",
                Count,
                "the power supply that its maker asks for, in watts",
            ),
        ],
    },
    Kind {
        name: "storage",
        about: "a drive",
        several: true,
        priced: true,
        fields: &[
            field("name", Text, "what it is called"),
            field("interface", One(INTERFACES), "m2-nvme, m2-sata or sata"),
            field("size", One(DRIVES), "of a SATA drive: 2.5 or 3.5 inches"),
            field(
                "capacity_gb",
                Number,
                "how much it holds, in GB; no rule asks for it",
            ),
        ],
    },
    Kind {
        name: "psu",
        about: "the power supply",
        several: false,
        priced: true,
        fields: &[
            field("name", Text, "what it is called"),
            field("power_w", Count, "what it gives, in watts"),
            field("plugs_6pin", Count, "plugs for cards with 6 pins alone"),
            field(
                "plugs_8pin",
                Count,
                "plugs for cards with 8 pins (6+2), which serve 6 too",
            ),
            field("plugs_16pin", Count, "plugs for cards with 16 pins"),
            field(
                "plugs_eps",
                Count,
                "plugs for the processor with 8 pins (EPS, 4+4)",
            ),
            field("plugs_sata", Count, "plugs for SATA drives"),
        ],
    },
    Kind {
        name: "case",
        about: "the case",
        several: false,
        priced: true,
        fields: &[
            field("name", Text, "what it is called"),
            field("board_sizes", Names(SIZES), "sizes of boards that it takes"),
            field("max_gpu_mm", Count, "the longest card, in mm"),
            field("max_cooler_mm", Count, "the highest cooler, in mm"),
            field(
                "radiators_mm",
                Counts,
                "sizes of radiators that it takes: [240, 280]",
            ),
            field("brackets", Count, "brackets at the back for cards"),
            field("bays_35", Count, "bays for drives of 3.5 inches"),
            field("bays_25", Count, "bays for drives of 2.5 inches alone"),
        ],
    },
    Kind {
        name: "cooler",
        about: "the cooler",
        several: false,
        priced: true,
        fields: &[
            field("name", Text, "what it is called; a boxed one too, with price 0"),
            field("sockets", Texts, "sockets that it can be mounted on"),
            field("rating_w", Count, "the heat that it is made for, in watts"),
            field("height_mm", Count, "its height above the processor, in mm"),
            field("radiator_mm", Count, "the size of its radiator, where it has one"),
        ],
    },
    Kind {
        name: "framework",
        about: "the framework",
        several: false,
        priced: false,
        fields: &[
            field("name", Text, "such as PyTorch"),
            field("version", Text, "such as 2.6"),
            field("vendors", Texts, "makers of cards that this build of it can use"),
            field(
                "capabilities",
                Texts,
                "what it was built for: torch.cuda.get_arch_list(), as sm_61 or 6.1; 9.0+PTX for all after it",
            ),
            field("source", Text, "where you read that"),
        ],
    },
    Kind {
        name: "budget",
        about: "the budget",
        several: false,
        priced: false,
        fields: &[
            field("amount", Exact, "what it may cost"),
            field("currency", Currency, "such as CAD"),
            field(
                "tax_percent",
                Percent,
                "on every price that has none of its own; 0 where prices contain it",
            ),
            field(
                "shipping",
                Exact,
                "what all parcels cost together, tax included, in this currency; 0 where nothing is paid",
            ),
        ],
    },
    Kind {
        name: "rate",
        about: "an exchange rate",
        several: true,
        priced: false,
        fields: &[
            field("from", Currency, "one of this"),
            field("to", Currency, "is so many of this"),
            field("rate", Exact, "so many: 1 USD = 1.3505 CAD is 1.3505"),
            field("date", Day, "when it was the rate"),
            field("source", Text, "whose rate it was"),
        ],
    },
    Kind {
        name: "other",
        about: "another thing",
        several: true,
        priced: true,
        fields: &[field("name", Text, "what it is called: a screen, cables, paste")],
    },
];
