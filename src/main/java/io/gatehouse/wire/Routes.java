package io.gatehouse.wire;

/// Where the console serves laptops, version 1. Bodies are JSON; a request that cannot be served is answered by
/// `{"error": "a sentence for people"}`.
public final class Routes {
    /// `POST` [Enrolment.Request] → 200 [Enrolment.Answer]; 403 for a code that is unknown, used or over.
    public static final String ENROL = "/api/v1/enrol";

    /// `POST` [Filing] → 200 [Standing]; sending one twice makes one request.
    public static final String REQUESTS = "/api/v1/requests";

    /// `POST` [Withdrawal] → 200 [Standing], which tells when it came too late.
    public static final String WITHDRAWALS = "/api/v1/withdrawals";

    /// `POST` [Answer] → 200 [Standing], whose question tells when there is another one by now.
    public static final String ANSWERS = "/api/v1/answers";

    /// `POST` [Evidence.Batch] → 200 [Evidence.Receipt]; records that the console already has count as received.
    public static final String AUDIT = "/api/v1/audit";

    /// `POST` [DeviceReport] → 204.
    public static final String REPORT = "/api/v1/report";

    /// `POST` [CoverageReport] → 204; calls that the console already has count as received.
    public static final String COVERAGE = "/api/v1/coverage";

    /// `GET` → server-sent events: `document` with an [Envelope] at once and whenever it changes, `standing` with a
    /// [Standing] for each request of this laptop that is open or changed in the last thirty days, at once and
    /// whenever it changes, `released` when this laptop may enrol elsewhere; a comment every 15 s.
    public static final String EVENTS = "/api/v1/events";

    private Routes() {}
}
