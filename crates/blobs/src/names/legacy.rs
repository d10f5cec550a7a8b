//! Encodings of names from before UTF-8 in zips.

/// What bytes without a declared encoding may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The encoding of the zip format itself.
    Cp437,
    /// Western Windows.
    Windows1252,
    /// Japanese Windows.
    ShiftJis,
    /// Simplified Chinese Windows.
    Gbk,
    /// Cyrillic DOS, which Windows' own tool writes there.
    Cp866,
    /// Cyrillic Windows.
    Windows1251,
}

impl Encoding {
    pub(crate) const ALL: [Encoding; 6] = [
        Encoding::Cp437,
        Encoding::Windows1252,
        Encoding::ShiftJis,
        Encoding::Gbk,
        Encoding::Cp866,
        Encoding::Windows1251,
    ];

    pub(crate) fn decode(self, raw: &[u8]) -> String {
        let table = match self {
            Encoding::Cp437 => return raw.iter().map(|&byte| cp437(byte)).collect(),
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
            Encoding::ShiftJis => encoding_rs::SHIFT_JIS,
            Encoding::Gbk => encoding_rs::GBK,
            Encoding::Cp866 => encoding_rs::IBM866,
            Encoding::Windows1251 => encoding_rs::WINDOWS_1251,
        };
        table.decode_without_bom_handling(raw).0.into_owned()
    }
}

fn cp437(byte: u8) -> char {
    match byte {
        0..0x80 => char::from(byte),
        _ => CP437_HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[rustfmt::skip]
const CP437_HIGH: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å',
    'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', '¢', '£', '¥', '₧', 'ƒ',
    'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '⌐', '¬', '½', '¼', '¡', '«', '»',
    '░', '▒', '▓', '│', '┤', '╡', '╢', '╖', '╕', '╣', '║', '╗', '╝', '╜', '╛', '┐',
    '└', '┴', '┬', '├', '─', '┼', '╞', '╟', '╚', '╔', '╩', '╦', '╠', '═', '╬', '╧',
    '╨', '╤', '╥', '╙', '╘', '╒', '╓', '╫', '╪', '┘', '┌', '█', '▄', '▌', '▐', '▀',
    'α', 'ß', 'Γ', 'π', 'Σ', 'σ', 'µ', 'τ', 'Φ', 'Θ', 'Ω', 'δ', '∞', 'φ', 'ε', '∩',
    '≡', '±', '≥', '≤', '⌠', '⌡', '÷', '≈', '°', '∙', '·', '√', 'ⁿ', '²', '■', '\u{a0}',
];
