//! Whatever is lost, resent or cut on the way: both homes of the engine end in the same state.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use runtime::client::Call;
use runtime::{Batch, Entry, Request};

use crate::harness::Cloud;

/// One thing that content does.
fn value() -> impl Strategy<Value = (&'static str, String)> {
    prop_oneof![
        "[a-z]{0,40}".prop_map(|text| ("cmi.core.lesson_location", text)),
        "[ -~]{0,300}".prop_map(|text| ("cmi.suspend_data", text)),
        (0u32..=100).prop_map(|score| ("cmi.core.score.raw", score.to_string())),
        prop_oneof![Just("incomplete"), Just("completed"), Just("failed"), Just("passed")]
            .prop_map(|status| ("cmi.core.lesson_status", status.to_owned())),
    ]
}

/// A batch of some of the entries: from a place, of a length.
fn cut(entries: &[Entry], launch: &str, from: usize, length: usize) -> Option<Vec<u8>> {
    let piece = entries.get(from..(from + length).min(entries.len())).filter(|piece| !piece.is_empty())?;
    let batch = Batch {
        launch: launch.to_owned(),
        first: piece[0].number,
        entries: piece.to_vec(),
        ..Batch::default()
    };
    Some(batch.encode())
}

#[test]
fn batches_cut_and_resent_in_any_order_end_in_the_same_digest() {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut cloud = tokio.block_on(Cloud::on_sqlite());
    let mut count = 0;
    let strategy = (
        proptest::collection::vec(value(), 1..40),
        proptest::collection::vec((0usize..45, 1usize..12, any::<bool>()), 0..40),
    );
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let cell = std::cell::RefCell::new(&mut cloud);
    let counter = std::cell::RefCell::new(&mut count);
    runner
        .run(&strategy, |(values, cuts)| {
            let cloud = &mut **cell.borrow_mut();
            let id = {
                let mut counter = counter.borrow_mut();
                **counter += 1;
                format!("r{counter}")
            };
            tokio.block_on(async {
                cloud.register(&id).await;
                let token = cloud.token(&id).await;
                let (launch, mut client) = {
                    let player = cloud.open_player(&token).await;
                    (player.started.launch.id.to_string(), player.client)
                };
                client.navigate(cloud.now(), Request::Start);
                client.call(Call::Initialize, "", "", cloud.now());
                for (element, value) in &values {
                    client.call(Call::SetValue, element, value, cloud.now());
                }
                let entries = Batch::decode(&client.batch(usize::MAX).unwrap()).unwrap().entries;
                for (from, length, restart) in cuts {
                    if restart {
                        cloud.restart();
                    }
                    if let Some(body) = cut(&entries, &launch, from, length) {
                        // Gaps are refused; all else is taken or known.
                        match cloud.post(&token, &body).await {
                            Ok(_) | Err(service::PlayError::Gap { .. }) => {}
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                }
                let answer = cloud.post(&token, &client.batch(usize::MAX).unwrap()).await.unwrap();
                assert_eq!(answer.state, None);
                assert_eq!(answer.digest, client.attempt().digest());
                assert_eq!(answer.acknowledged, client.attempt().applied());
            });
            Ok(())
        })
        .unwrap();
}
