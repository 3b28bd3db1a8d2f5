//! Zone names of Windows, Outlook and Exchange, and what they mean as IANA names.
//!
//! The pairs are the default territory of the Unicode CLDR table `windowsZones` (facts, not its text), all
//! names in small letters. The names shown to people, "(UTC+07:00) Bangkok, Hanoi, Jakarta", mostly list
//! cities that the IANA names contain; only those that do not are in the second table.

/// The first parts of IANA names whose last part is a place.
pub(super) const CONTINENTS: [&str; 9] = [
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// The IANA name of a Windows zone name in small letters, the key ("eastern standard time") or the name shown.
pub(super) fn zone(name: &str) -> Option<&'static str> {
    // Mexico's names have the words in the middle: "central standard time (mexico)".
    let key = name.replacen(" standard time", "", 1);
    let key = (key.len() < name.len()).then_some(key);
    key.and_then(|key| find(KEYS, &key))
        .or_else(|| find(SHOWN, &name.replace(" and canada", " & canada")))
}

/// The name shown without its offset: what follows ")" or the " : " of "Greenwich Mean Time : Dublin,
/// London".
pub(super) fn shown(name: &str) -> &str {
    let name = match name.strip_prefix('(').and_then(|n| n.split_once(')')) {
        Some((_, rest)) => rest.trim(),
        None => name,
    };
    name.split_once(" : ").map_or(name, |(_, rest)| rest)
}

fn find(table: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(key, _)| *key == name).map(|(_, iana)| *iana)
}

/// Keys, less their " standard time".
#[rustfmt::skip]
const KEYS: &[(&str, &str)] = &[
    ("afghanistan", "Asia/Kabul"), ("alaskan", "America/Anchorage"), ("aleutian", "America/Adak"),
    ("altai", "Asia/Barnaul"), ("arab", "Asia/Riyadh"), ("arabian", "Asia/Dubai"), ("arabic", "Asia/Baghdad"),
    ("argentina", "America/Buenos_Aires"), ("astrakhan", "Europe/Astrakhan"), ("atlantic", "America/Halifax"),
    ("aus central", "Australia/Darwin"), ("aus central w.", "Australia/Eucla"), ("aus eastern", "Australia/Sydney"),
    ("azerbaijan", "Asia/Baku"), ("azores", "Atlantic/Azores"), ("bahia", "America/Bahia"),
    ("bangladesh", "Asia/Dhaka"), ("belarus", "Europe/Minsk"), ("bougainville", "Pacific/Bougainville"),
    ("canada central", "America/Regina"), ("cape verde", "Atlantic/Cape_Verde"), ("caucasus", "Asia/Yerevan"),
    ("cen. australia", "Australia/Adelaide"), ("central america", "America/Guatemala"),
    ("central asia", "Asia/Almaty"), ("central brazilian", "America/Cuiaba"), ("central europe", "Europe/Budapest"),
    ("central european", "Europe/Warsaw"), ("central pacific", "Pacific/Guadalcanal"), ("central", "America/Chicago"),
    ("central (mexico)", "America/Mexico_City"), ("chatham islands", "Pacific/Chatham"), ("china", "Asia/Shanghai"),
    ("cuba", "America/Havana"), ("e. africa", "Africa/Nairobi"), ("e. australia", "Australia/Brisbane"),
    ("e. europe", "Europe/Chisinau"), ("e. south america", "America/Sao_Paulo"), ("easter island", "Pacific/Easter"),
    ("eastern", "America/New_York"), ("eastern (mexico)", "America/Cancun"), ("egypt", "Africa/Cairo"),
    ("ekaterinburg", "Asia/Yekaterinburg"), ("fiji", "Pacific/Fiji"), ("fle", "Europe/Kiev"),
    ("georgian", "Asia/Tbilisi"), ("gmt", "Europe/London"), ("greenland", "America/Godthab"),
    ("greenwich", "Atlantic/Reykjavik"), ("gtb", "Europe/Bucharest"), ("haiti", "America/Port-au-Prince"),
    ("hawaiian", "Pacific/Honolulu"), ("india", "Asia/Calcutta"), ("iran", "Asia/Tehran"),
    ("israel", "Asia/Jerusalem"), ("jordan", "Asia/Amman"), ("kaliningrad", "Europe/Kaliningrad"),
    ("korea", "Asia/Seoul"), ("libya", "Africa/Tripoli"), ("line islands", "Pacific/Kiritimati"),
    ("lord howe", "Australia/Lord_Howe"), ("magadan", "Asia/Magadan"), ("magallanes", "America/Punta_Arenas"),
    ("marquesas", "Pacific/Marquesas"), ("mauritius", "Indian/Mauritius"), ("middle east", "Asia/Beirut"),
    ("montevideo", "America/Montevideo"), ("morocco", "Africa/Casablanca"), ("mountain", "America/Denver"),
    ("mountain (mexico)", "America/Mazatlan"), ("mexico", "America/Mexico_City"), ("mexico 2", "America/Mazatlan"),
    ("myanmar", "Asia/Rangoon"), ("n. central asia", "Asia/Novosibirsk"), ("namibia", "Africa/Windhoek"),
    ("nepal", "Asia/Katmandu"), ("new zealand", "Pacific/Auckland"), ("newfoundland", "America/St_Johns"),
    ("norfolk", "Pacific/Norfolk"), ("north asia east", "Asia/Irkutsk"), ("north asia", "Asia/Krasnoyarsk"),
    ("north korea", "Asia/Pyongyang"), ("omsk", "Asia/Omsk"), ("pacific sa", "America/Santiago"),
    ("pacific", "America/Los_Angeles"), ("pacific (mexico)", "America/Tijuana"), ("pakistan", "Asia/Karachi"),
    ("paraguay", "America/Asuncion"), ("qyzylorda", "Asia/Qyzylorda"), ("romance", "Europe/Paris"),
    ("russian", "Europe/Moscow"), ("sa eastern", "America/Cayenne"), ("sa pacific", "America/Bogota"),
    ("sa western", "America/La_Paz"), ("saint pierre", "America/Miquelon"), ("sakhalin", "Asia/Sakhalin"),
    ("samoa", "Pacific/Apia"), ("sao tome", "Africa/Sao_Tome"), ("saratov", "Europe/Saratov"),
    ("se asia", "Asia/Bangkok"), ("singapore", "Asia/Singapore"), ("malay peninsula", "Asia/Singapore"),
    ("south africa", "Africa/Johannesburg"), ("south sudan", "Africa/Juba"), ("sri lanka", "Asia/Colombo"),
    ("sudan", "Africa/Khartoum"), ("syria", "Asia/Damascus"), ("taipei", "Asia/Taipei"),
    ("tasmania", "Australia/Hobart"), ("tocantins", "America/Araguaina"), ("tokyo", "Asia/Tokyo"),
    ("tomsk", "Asia/Tomsk"), ("tonga", "Pacific/Tongatapu"), ("transbaikal", "Asia/Chita"),
    ("turkey", "Europe/Istanbul"), ("turks and caicos", "America/Grand_Turk"), ("ulaanbaatar", "Asia/Ulaanbaatar"),
    ("us eastern", "America/Indianapolis"), ("us mountain", "America/Phoenix"), ("venezuela", "America/Caracas"),
    ("vladivostok", "Asia/Vladivostok"), ("volgograd", "Europe/Volgograd"), ("w. australia", "Australia/Perth"),
    ("w. central africa", "Africa/Lagos"), ("w. europe", "Europe/Berlin"), ("w. mongolia", "Asia/Hovd"),
    ("west asia", "Asia/Tashkent"), ("west bank", "Asia/Hebron"), ("west pacific", "Pacific/Port_Moresby"),
    ("yakutsk", "Asia/Yakutsk"), ("yukon", "America/Whitehorse"), ("mid-atlantic", "Etc/GMT+2"),
    ("armenian", "Asia/Yerevan"), ("kamchatka", "Asia/Kamchatka"),
];

/// Whole names: those without "standard time", and those shown that start with no IANA city, or a wrong one.
#[rustfmt::skip]
const SHOWN: &[(&str, &str)] = &[
    ("dateline standard time", "Etc/GMT+12"), ("coordinated universal time", "Etc/UTC"), ("utc-11", "Etc/GMT+11"),
    ("utc-09", "Etc/GMT+9"), ("utc-08", "Etc/GMT+8"), ("utc-02", "Etc/GMT+2"), ("utc+12", "Etc/GMT-12"),
    ("utc+13", "Etc/GMT-13"), ("russia time zone 3", "Europe/Samara"), ("russia time zone 10", "Asia/Srednekolymsk"),
    ("russia time zone 11", "Asia/Kamchatka"), ("international date line west", "Etc/GMT+12"),
    ("coordinated universal time-11", "Etc/GMT+11"), ("coordinated universal time-09", "Etc/GMT+9"),
    ("coordinated universal time-08", "Etc/GMT+8"), ("coordinated universal time-02", "Etc/GMT+2"),
    ("coordinated universal time+12", "Etc/GMT-12"), ("coordinated universal time+13", "Etc/GMT-13"),
    ("midway island, samoa", "Pacific/Pago_Pago"), ("samoa", "Pacific/Apia"), ("hawaii", "Pacific/Honolulu"), ("alaska", "America/Anchorage"),
    ("pacific time (us & canada)", "America/Los_Angeles"),
    ("pacific time (us & canada); tijuana", "America/Los_Angeles"), ("baja california", "America/Tijuana"),
    ("arizona", "America/Phoenix"), ("mountain time (us & canada)", "America/Denver"),
    ("chihuahua, la paz, mazatlan", "America/Mazatlan"), ("la paz, mazatlan", "America/Mazatlan"),
    ("central time (us & canada)", "America/Chicago"), ("saskatchewan", "America/Regina"),
    ("central america", "America/Guatemala"), ("eastern time (us & canada)", "America/New_York"),
    ("indiana (east)", "America/Indianapolis"), ("chetumal", "America/Cancun"),
    ("atlantic time (canada)", "America/Halifax"), ("newfoundland", "America/St_Johns"),
    ("brasilia", "America/Sao_Paulo"), ("salvador", "America/Bahia"), ("greenland", "America/Godthab"),
    ("city of buenos aires", "America/Buenos_Aires"), ("cape verde is.", "Atlantic/Cape_Verde"),
    ("west central africa", "Africa/Lagos"), ("sri jayawardenepura", "Asia/Colombo"),
    ("solomon is., new caledonia", "Pacific/Guadalcanal"), ("nuku'alofa", "Pacific/Tongatapu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_names_a_zone_once() {
        let database = jiff::tz::TimeZoneDatabase::bundled();
        for table in [KEYS, SHOWN] {
            let mut names = std::collections::BTreeSet::new();
            for (name, iana) in table {
                assert!(database.get(iana).is_ok(), "{iana} of {name}");
                assert_eq!(*name, name.to_ascii_lowercase());
                assert!(names.insert(name), "{name} stands twice");
            }
        }
    }

    #[test]
    fn shown_names_lose_their_offset() {
        assert_eq!(shown("(utc+07:00) bangkok, hanoi"), "bangkok, hanoi");
        assert_eq!(shown("(gmt) greenwich mean time : dublin"), "dublin");
        assert_eq!(shown("(utc"), "(utc");
        assert_eq!(
            zone("central standard time (mexico)"),
            Some("America/Mexico_City")
        );
        assert_eq!(zone("eastern time (us and canada)"), Some("America/New_York"));
        // A city of the IANA names would mislead here: Pacific/Samoa lies east of the date line.
        assert_eq!(zone("samoa"), Some("Pacific/Apia"));
        assert_eq!(zone("samoa standard time"), Some("Pacific/Apia"));
    }
}
