//! Lines of the report.

/// One figure beside its reference. `expected` is the ratio that the project holds itself to.
pub(crate) fn ratio(name: &str, ours: f64, reference: f64, unit: &str, expected: &str) {
    let ratio = if reference > 0.0 { ours / reference } else { f64::NAN };
    println!(
        "{name:<44} {ours:>10.2} {unit:<6} reference {reference:>10.2} {unit:<6} ratio {ratio:>6.2}  expected {expected}"
    );
}

/// One figure that has no reference.
pub(crate) fn figure(name: &str, ours: f64, unit: &str, expected: &str) {
    println!("{name:<44} {ours:>10.2} {unit:<6} {:>52}  expected {expected}", "");
}
