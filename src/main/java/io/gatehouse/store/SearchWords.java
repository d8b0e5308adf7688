package io.gatehouse.store;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.policy.AccessRequest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The texts of an enforcement whose words are found.
///
/// @param touched paths and hosts that the policy was asked about and the call does not name as they are
record SearchWords(
        String shown, String touched, String tool, String agent, String session, String workspace, String reasons) {
    static final SearchWords NONE = new SearchWords("", "", "", "", "", "", "");

    /// Words behind this many characters of a text are not found; they are still kept.
    private static final int SEARCHED = 32 << 10;

    SearchWords {
        shown = searched(shown);
        touched = searched(touched);
        tool = searched(tool);
        agent = searched(agent);
        session = searched(session);
        workspace = searched(workspace);
        reasons = searched(reasons);
    }

    static SearchWords of(Enforcement enforcement) {
        var origin = enforcement.origin();
        return new SearchWords(
                enforcement.shown(),
                touched(enforcement),
                origin.tool(),
                origin.agent(),
                origin.session(),
                enforcement.workspace(),
                enforcement.verdict().denial().map(deny -> deny.toldPerson()).orElse(""));
    }

    /// A path below the workspace without that: the workspace has its own words.
    private static String touched(Enforcement enforcement) {
        var below = enforcement.workspace() + "/";
        return enforcement.asked().stream()
                .flatMap(asked -> texts(asked.request()))
                .map(text -> text.startsWith(below) ? text.substring(below.length()) : text)
                .filter(text -> !text.isEmpty() && !enforcement.shown().contains(text))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static Stream<String> texts(AccessRequest request) {
        return switch (request.action()) {
            case READ, WRITE, DELETE, ACCESS -> Stream.of(request.text("path"), request.text("linkTarget"));
            case CONNECT -> Stream.of(request.text("host"), request.text("address"));
            case CONFIGURE -> Stream.of(request.text("file"));
            case USE, EXEC, CALL, SPAWN -> Stream.of();
        };
    }

    private static String searched(String text) {
        return Columns.storable(text.length() > SEARCHED ? text.substring(0, SEARCHED) : text);
    }
}
