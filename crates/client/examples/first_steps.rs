//! A course, a learner, a launch link, a result: `cargo run -p lyceum-client --example first_steps -- PACKAGE.zip` with
//! the cloud's address, application and secret in `CLOUD_URL`, `CLOUD_APP` and `CLOUD_SECRET`.

use std::error::Error;

use lyceum_client::{
    Cloud, CourseId, Guid, ImportState, Learner, LearnerId, NewRegistration, OsRandom, Package,
    RegistrationId, Secret, Settings,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let package = std::env::args().nth(1).ok_or("which package?")?;
    let of = |name: &str| std::env::var(name).map_err(|_| format!("`{name}` is not set"));
    let settings = Settings::new(of("CLOUD_URL")?, of("CLOUD_APP")?, Secret::new(of("CLOUD_SECRET")?));
    let cloud = Cloud::new(settings)?;
    cloud.debug().auth_ping().await?;

    // A real LMS stores both ids before it makes the calls.
    let course = CourseId::of(&Guid::random(&OsRandom))?;
    let id = RegistrationId::of(&("ada", course.as_str()))?;

    let package =
        Package::file(package).on_progress(|progress| eprintln!("{} bytes sent", progress.sent_bytes));
    let token = cloud.courses().import(&course, package).await?;
    let mut import = cloud.courses().follow_import(token);
    loop {
        match import.next().await? {
            ImportState::UnderWay { message, percent } => println!("{percent:>3} % {message}"),
            ImportState::Succeeded(imported) => break println!("imported: {}", imported.title),
            ImportState::Failed(why) => return Err(format!("{} ({})", why.kind.advice(), why.message).into()),
        }
    }

    let ada = Learner { id: LearnerId::new("ada")?, first_name: "Ada".into(), last_name: "Lovelace".into() };
    cloud.registrations().ensure(&NewRegistration::new(id.clone(), course, ada)).await?;

    // An LMS answers a click with `.redirect()`; a terminal has nothing better than to show the link, for once.
    let link = cloud.registrations().launch(&id).link();
    println!(
        "open this within a quarter of an hour, and press Enter when you are done:\n{}",
        link.hand_out()
    );
    std::io::stdin().read_line(&mut String::new())?;
    println!("{:?}", cloud.registrations().result(&id).await?.summary);
    Ok(())
}
