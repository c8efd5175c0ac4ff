//! Quantities against what Kubernetes reads and prints.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::{Format, MILLI, ParseQuantityError, Quantity};

fn parse(text: &str) -> Quantity {
    text.parse().unwrap()
}

#[test]
fn spells_as_kubernetes_stores() {
    for (typed, stored) in [
        ("0", "0"),
        ("0Gi", "0"),
        ("-0", "0"),
        ("+", "0"),
        (".", "0"),
        ("1000m", "1"),
        ("0.5", "500m"),
        ("1500", "1500"),
        ("1000", "1k"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("1536Mi", "1536Mi"),
        ("1.5Ki", "1536"),
        ("0.5Ki", "512"),
        ("12e6", "12e6"),
        ("1.20e7", "12e6"),
        ("1.2e7", "1.2e7"),
        ("0.1m", "100u"),
        ("0.0000000001", "1n"),
        ("10000000000000000000Gi", "9223372036854775807"),
        ("1000E", "1"),
        ("100000000000000000000", "100E"),
        ("1.123", "1.123"),
        ("+5", "+5"),
        ("007Ki", "007Ki"),
        ("1.G", "1.G"),
        ("-1.5Gi", "-1536Mi"),
    ] {
        assert_eq!(parse(typed).to_string(), stored, "{typed}");
    }
}

#[test]
fn refuses_what_is_no_quantity() {
    let form = ParseQuantityError::Form;
    let suffix = ParseQuantityError::Suffix;
    for (typed, error) in [
        ("", form),
        ("five", form),
        ("1 Gi", form),
        ("1Gi ", form),
        ("1,5", form),
        ("--1", suffix),
        ("1.2.3", form),
        ("100MB", form),
        ("1mi", suffix),
        ("1K", suffix),
        ("1e", suffix),
        ("1Ee3", suffix),
        (".Ei", ParseQuantityError::Number),
    ] {
        assert_eq!(typed.parse::<Quantity>(), Err(error), "{typed}");
    }
}

#[test]
fn rounds_up_to_thousandths() {
    for (typed, rounded, exact) in [
        ("100u", "1m", false),
        ("1.0001", "1001m", false),
        ("-1.0001", "-1001m", false),
        ("500m", "500m", true),
        ("1.123", "1.123", true),
        ("2047.9999", "2048", false),
        ("1.9999999Ki", "2Ki", false),
        ("1e-4", "1e-3", false),
    ] {
        let mut quantity = parse(typed);
        assert_eq!(quantity.round_up(MILLI), exact, "{typed}");
        assert_eq!(quantity.to_string(), rounded, "{typed}");
    }
}

#[test]
fn computes_and_keeps_the_family_of_suffixes() {
    let mut sum = Quantity::new(0, Format::DecimalSi);
    sum += &parse("1Gi");
    sum += &parse("512Mi");
    assert_eq!(sum.to_string(), "1536Mi");
    sum -= &parse("1Gi");
    assert_eq!(sum.to_string(), "512Mi");
    sum.multiply(4);
    assert_eq!(sum.to_string(), "2Gi");
    sum.negate();
    assert_eq!(sum.sign(), Ordering::Less);
    let mut large = parse("9E");
    large += &parse("9E");
    assert_eq!(large.to_string(), "18E");
    large.multiply(i64::MAX);
    large -= &large.clone();
    assert!(large.is_zero());
    assert_eq!(parse("1.5").value(), 2);
    assert_eq!(parse("1.5").milli_value(), 1500);
    assert_eq!(Quantity::from_milli(1500, Format::DecimalSi), parse("1.5"));
    assert!(parse("1Gi") > parse("1G"));
    assert!(parse("1e30") > parse("1Ei"));
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC*|[+-]?[0-9.]{0,40}[eEinumkKMGTP]{0,3}[-+]?[0-9]{0,12}") {
        if let Ok(quantity) = text.parse::<Quantity>() {
            let mut rounded = quantity.clone();
            rounded.round_up(MILLI);
            let _ = (rounded.to_string(), rounded.value(), rounded.milli_value());
            let mut sum = quantity.clone();
            sum += &rounded;
            sum.multiply(i64::MIN);
            let _ = sum.cmp(&quantity);
        }
    }

    #[test]
    fn the_stored_spelling_is_worth_the_same(
        number in 0_u64..10_000_000_000,
        fraction in 0_u32..1000,
        suffix in prop::sample::select(vec!["", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "e-3"]),
    ) {
        let quantity = parse(&format!("{number}.{fraction:03}{suffix}"));
        let stored = quantity.to_string();
        prop_assert_eq!(&parse(&stored), &quantity);
        prop_assert_eq!(parse(&stored).to_string(), stored);
    }

    #[test]
    fn computes_as_integers_do(one in any::<i32>(), two in any::<i32>(), factor in -1000_i64..1000) {
        let (wide_one, wide_two) = (i64::from(one), i64::from(two));
        let mut sum = Quantity::from_milli(wide_one, Format::DecimalSi);
        let other = Quantity::from_milli(wide_two, Format::DecimalSi);
        prop_assert_eq!(sum.cmp(&other), one.cmp(&two));
        sum += &other;
        prop_assert_eq!(sum.milli_value(), wide_one + wide_two);
        sum.multiply(factor);
        prop_assert_eq!(sum.milli_value(), (wide_one + wide_two) * factor);
    }
}

#[test]
fn what_is_stable_stays_as_it_is() {
    let suffixes = [
        "", "n", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti", "e3", "x",
    ];
    let numbers = [
        "0",
        "1",
        "05",
        "500",
        "1000",
        "1024",
        "2000",
        "1536",
        "999999999",
        "1.5",
    ];
    for usual in ["2", "100m", "500M", "64Mi", "1Gi", "1536Mi"] {
        assert!(super::is_stable(usual), "{usual}");
    }
    for (number, suffix) in numbers
        .iter()
        .flat_map(|n| suffixes.map(|suffix| (n, suffix)))
    {
        let text = format!("{number}{suffix}");
        if super::is_stable(&text) {
            let mut quantity = parse(&text);
            quantity.round_up(MILLI);
            assert_eq!(quantity.to_string(), text);
        }
    }
}
