//! What the tray shows of how things stand: the words of its menu, and which shape its icon has. Deliberately
//! absent: names of credentials, which a menu shows to everybody who looks at the screen.

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody can say: the vault is locked, or there is none.
    Locked,
    /// The vault is open, and so many credentials need attention.
    Open(u64),
}

/// Which icon. They differ in shape, not in colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The mark.
    Plain,
    /// The mark with an exclamation mark in a disc.
    Attention,
    /// The mark with a padlock.
    Locked,
}

impl Standing {
    pub(super) const fn of(needs_attention: Option<u64>) -> Self {
        match needs_attention {
            Some(count) => Self::Open(count),
            None => Self::Locked,
        }
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Locked => Shape::Locked,
            Self::Open(0) => Shape::Plain,
            Self::Open(_) => Shape::Attention,
        }
    }

    /// The menu's line that leads to what needs attention.
    pub(super) fn attention(self) -> String {
        match self {
            Self::Locked => "Needs attention".to_owned(),
            Self::Open(0) => "Nothing needs attention".to_owned(),
            Self::Open(count) => format!("Needs attention ({count})"),
        }
    }

    /// Whether that line leads anywhere.
    pub(super) const fn leads_somewhere(self) -> bool {
        matches!(self, Self::Open(1..))
    }

    pub(super) const fn can_be_locked(self) -> bool {
        matches!(self, Self::Open(_))
    }

    /// What is said of the icon.
    pub(super) fn tooltip(self) -> String {
        match self {
            Self::Locked => "Credenza: locked".to_owned(),
            Self::Open(0) => "Credenza: nothing needs attention".to_owned(),
            Self::Open(1) => "Credenza: 1 credential needs attention".to_owned(),
            Self::Open(count) => format!("Credenza: {count} credentials need attention"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_attention_is_counted_and_leads_there() {
        let two = Standing::of(Some(2));
        assert_eq!(two.attention(), "Needs attention (2)");
        assert_eq!(two.tooltip(), "Credenza: 2 credentials need attention");
        assert!(two.leads_somewhere() && two.can_be_locked());
        assert_eq!(Standing::of(Some(1)).tooltip(), "Credenza: 1 credential needs attention");
    }

    #[test]
    fn where_nothing_does_the_line_says_so_and_leads_nowhere() {
        let none = Standing::of(Some(0));
        assert_eq!(none.attention(), "Nothing needs attention");
        assert!(!none.leads_somewhere() && none.can_be_locked());
    }

    #[test]
    fn a_locked_vault_tells_no_count_and_cannot_be_locked_again() {
        let locked = Standing::of(None);
        assert_eq!(locked.attention(), "Needs attention");
        assert!(!locked.leads_somewhere() && !locked.can_be_locked());
        assert_eq!(locked.tooltip(), "Credenza: locked");
    }

    #[test]
    fn each_standing_has_a_shape_of_its_own() {
        let shapes = [None, Some(0), Some(7)].map(|count| Standing::of(count).shape());
        assert_eq!(shapes, [Shape::Locked, Shape::Plain, Shape::Attention]);
    }
}
