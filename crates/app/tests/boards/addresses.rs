//! Which board an address means.

use super::address;

#[test]
fn a_careers_page_leads_to_its_board() {
    for (text, board) in [
        ("https://boards.greenhouse.io/example", "greenhouse:example"),
        (
            "https://job-boards.greenhouse.io/example/jobs/4711?gh_src=x",
            "greenhouse:example",
        ),
        (
            "https://boards.greenhouse.io/embed/job_board?for=example&b=1",
            "greenhouse:example",
        ),
        (
            "https://boards.greenhouse.io/embed/job_board/js?for=example",
            "greenhouse:example",
        ),
        (
            "https://boards-api.greenhouse.io/v1/boards/example/jobs?content=true",
            "greenhouse:example",
        ),
        (" jobs.lever.co/example/ ", "lever:example"),
        ("https://jobs.eu.lever.co/example/8a-1#apply", "lever-eu:example"),
        (
            "https://api.eu.lever.co/v0/postings/example?mode=json",
            "lever-eu:example",
        ),
        ("HTTPS://Jobs.AshbyHQ.com/Example%20AI", "ashby:Example%20AI"),
        (
            "https://api.ashbyhq.com/posting-api/job-board/Example",
            "ashby:Example",
        ),
        (
            "https://careers.smartrecruiters.com/Example1",
            "smartrecruiters:Example1",
        ),
        (
            "https://jobs.smartrecruiters.com/Example1/74399-title",
            "smartrecruiters:Example1",
        ),
        (
            "https://api.smartrecruiters.com/v1/companies/Example1/postings",
            "smartrecruiters:Example1",
        ),
        (
            "https://example.recruitee.com/o/engineer",
            "recruitee:example.recruitee.com",
        ),
        (
            "https://jobs.example.com/api/offers/",
            "recruitee:jobs.example.com",
        ),
        ("recruitee:jobs.example.com", "recruitee:jobs.example.com"),
        ("recruitee:example", "recruitee:example.recruitee.com"),
        ("Ashby: Example AI", "ashby:Example%20AI"),
    ] {
        let found = address(text).map(|which| which.to_string());
        assert_eq!(found.as_deref(), Some(board), "{text}");
        assert_eq!(address(board).unwrap().to_string(), board);
    }
}

/// No board, or a name that would lead to another path, host or machine.
#[test]
fn what_is_no_board_is_none() {
    for text in [
        "",
        "https://example.com/careers",
        "https://boards.greenhouse.io/",
        "https://boards.greenhouse.io/embed/job_board?token=1",
        "https://boards.greenhouse.io.evil.example/x",
        "https://evil.example/jobs.lever.co/x",
        "https://user@jobs.lever.co/x",
        "ftp://jobs.lever.co/x",
        "lever:../../v1/x",
        "lever:..",
        "lever:%2e%2e",
        "lever:a%2fb",
        "lever:a%0d%0ax",
        "lever:a?x=1",
        "lever:a%zz",
        "ashby:",
        "recruitee:127.0.0.1",
        "recruitee:localhost:80",
        "recruitee:a.example/x",
        "https://127.0.0.1/api/offers/",
        "https://app.recruitee.com/x",
        "workable:example",
        "é:%é",
    ] {
        assert_eq!(address(text), None, "{text}");
    }
}
