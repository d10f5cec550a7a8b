//! What is known of one objective (TM.1.1, with the 4th Edition's additions).

/// State of an objective; `None` is unknown. For the primary objective `completed` and `progress` are the attempt's
/// completion status and completion amount (TM.1.2.2), since both travel through its maps.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ObjectiveStatus {
    /// Objective Progress Status and Objective Satisfied Status.
    pub satisfied: Option<bool>,
    /// Objective Normalized Measure, -1 to 1.
    pub measure: Option<f64>,
    /// Completion.
    pub completed: Option<bool>,
    /// Progress measure, 0 to 1.
    pub progress: Option<f64>,
    /// Raw score.
    pub score_raw: Option<f64>,
    /// Least raw score.
    pub score_min: Option<f64>,
    /// Greatest raw score.
    pub score_max: Option<f64>,
}
