//! SM.6 Objectives and SM.7 Objective Maps.

/// One objective of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// `objectiveID`; only a primary objective can be without.
    pub id: Option<String>,
    /// `satisfiedByMeasure`
    pub satisfied_by_measure: bool,
    /// `minNormalizedMeasure`, -1 to 1
    pub min_normalized_measure: f64,
    /// `mapInfo` of `imsss` and `adlseq`, one per target, in document order.
    pub maps: Vec<ObjectiveMap>,
}

impl Default for Objective {
    fn default() -> Self {
        Self { id: None, satisfied_by_measure: false, min_normalized_measure: 1.0, maps: Vec::new() }
    }
}

/// How an objective shares its state. `Default` shares nothing: by the schema `imsss:mapInfo` reads satisfied status
/// and measure unless told otherwise, `adlseq:mapInfo` the rest, and a map of one kind says nothing of the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectiveMap {
    /// `targetObjectiveID`: the shared objective.
    pub target: String,
    /// `readSatisfiedStatus`
    pub read_satisfied_status: bool,
    /// `writeSatisfiedStatus`
    pub write_satisfied_status: bool,
    /// `readNormalizedMeasure`
    pub read_normalized_measure: bool,
    /// `writeNormalizedMeasure`
    pub write_normalized_measure: bool,
    /// `readRawScore` (4th Edition, as all below)
    pub read_raw_score: bool,
    /// `writeRawScore`
    pub write_raw_score: bool,
    /// `readMinScore`
    pub read_min_score: bool,
    /// `writeMinScore`
    pub write_min_score: bool,
    /// `readMaxScore`
    pub read_max_score: bool,
    /// `writeMaxScore`
    pub write_max_score: bool,
    /// `readCompletionStatus`
    pub read_completion_status: bool,
    /// `writeCompletionStatus`
    pub write_completion_status: bool,
    /// `readProgressMeasure`
    pub read_progress_measure: bool,
    /// `writeProgressMeasure`
    pub write_progress_measure: bool,
}
