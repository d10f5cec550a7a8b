//! How much memory a definition takes, roughly.

use sequencing::definition::{Objective, SequencingDefinition, SequencingRule};

/// Bytes of all that is not always there.
pub(super) fn of(definition: &SequencingDefinition) -> usize {
    let objectives = std::iter::once(&definition.primary_objective).chain(&definition.objectives);
    let rollup =
        definition.rollup_rules.iter().map(|rule| size_of_val(rule) + size_of_val(&*rule.conditions));
    size_of_val(definition)
        + rules(&definition.pre_condition_rules)
        + rules(&definition.exit_rules)
        + rules(&definition.post_condition_rules)
        + rollup.sum::<usize>()
        + objectives.map(objective).sum::<usize>()
}

fn rules<A>(rules: &[SequencingRule<A>]) -> usize {
    let conditions = rules.iter().flat_map(|rule| &rule.conditions);
    let names = conditions.filter_map(|condition| condition.referenced_objective.as_deref());
    let lists = rules.iter().map(|rule| size_of_val(&*rule.conditions));
    size_of_val(rules) + lists.sum::<usize>() + names.map(str::len).sum::<usize>()
}

fn objective(objective: &Objective) -> usize {
    let targets = objective.maps.iter().map(|map| map.target.len());
    let id = objective.id.as_deref().map_or(0, str::len);
    size_of_val(objective) + size_of_val(&*objective.maps) + id + targets.sum::<usize>()
}
