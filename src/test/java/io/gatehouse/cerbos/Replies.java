package io.gatehouse.cerbos;

/// Bodies of CheckResources answers to the question for `tool:use`.
final class Replies {
    /// What comes first in each, of policies that do not tell their revision.
    static final String REVISION = result("gatehouse", "\"revision\": \"EFFECT_ALLOW\"", "");

    /// The one sound answer among all these.
    static final String ALLOWED = results(REVISION, tool("EFFECT_ALLOW"));

    private Replies() {}

    static String results(String... results) {
        return "{\"results\": [" + String.join(",", results) + "], \"cerbosCallId\": \"c1\"}";
    }

    /// @param actions members of an object, as JSON
    /// @param more members of the result, as JSON with a comma before
    static String result(String kind, String actions, String more) {
        return "{\"resource\": {\"kind\": \"" + kind + "\"}, \"actions\": {" + actions + "}" + more + "}";
    }

    static String tool(String effect) {
        return result("tool", "\"use\": \"" + effect + "\"", "");
    }

    /// @param more members of the revision's output, as JSON with a comma before
    static String revised(String revision, String more) {
        return result(
                "gatehouse",
                "\"revision\": \"EFFECT_ALLOW\"",
                ", \"outputs\": [{\"src\": \"resource.gatehouse.vv1#revision\", \"val\": {\"revision\": \"" + revision
                        + "\"" + more + "}}]");
    }

    /// An allow with a catalogue of one rule.
    static String catalogue(String severity) {
        return results(
                revised(
                        "r1",
                        ", \"rules\": [{\"id\": \"tool.role\", \"kind\": \"tool\", \"actions\": [\"use\"], \"why\": \"w\","
                                + " \"fix\": \"f\", \"waivable\": true, " + severity + "}]"),
                tool("EFFECT_ALLOW"));
    }
}
