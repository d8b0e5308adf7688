package io.gatehouse.local;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// The part of the local API that is about exception requests.
final class RequestRoutes {
    private static final int LARGEST_WISH = 64 << 10;

    private static final String WISH =
            "The body must be JSON {enforcement, scope: EXACT|COMMAND|SUBCOMMAND|PATH|DIRECTORY|HOST, everySession,"
                    + " wished (as PT1H), uses (a number, or null for any), justification, ticket, filer: PERSON|AGENT}.";

    private static final Pattern DRAFT = Pattern.compile("enforcements/(" + LocalClient.NAME + ")/exception");
    private static final Pattern REQUEST = Pattern.compile("requests/(" + LocalClient.NAME + ")");
    private static final Pattern ANSWER = Pattern.compile("requests/(" + LocalClient.NAME + ")/answer");
    private static final Pattern ACT = Pattern.compile("requests/(" + LocalClient.NAME + ")/(withdraw|confirm)");

    private final Requests requests;

    RequestRoutes(Requests requests) {
        this.requests = requests;
    }

    /// @return false for a path that is about something else
    boolean answer(Exchange exchange, String path) throws IOException {
        var draft = DRAFT.matcher(path);
        var request = REQUEST.matcher(path);
        var answer = ANSWER.matcher(path);
        var act = ACT.matcher(path);
        if (path.equals("requests")) {
            listOrFile(exchange);
        } else if (draft.matches()) {
            exchange.needs("GET");
            exchange.send(200, found(requests.draft(), draft.group(1), "enforcement"));
        } else if (request.matches()) {
            exchange.needs("GET");
            exchange.send(200, found(requests.find(), request.group(1), "exception request"));
        } else if (answer.matches()) {
            exchange.needs("POST");
            exchange.needsJson();
            found(requests.find(), answer.group(1), "exception request");
            var words = read(exchange.body(LARGEST_WISH), String.class, "The body must be one JSON string.");
            exchange.send(200, requests.answer().apply(answer.group(1), words));
        } else if (act.matches()) {
            exchange.needs("POST");
            exchange.needsNoBody();
            found(requests.find(), act.group(1), "exception request");
            var does = act.group(2).equals("confirm") ? requests.confirm() : requests.withdraw();
            exchange.send(200, does.apply(act.group(1)));
        } else {
            return false;
        }
        return true;
    }

    private void listOrFile(Exchange exchange) throws IOException {
        if (exchange.request().getMethod().equals("POST")) {
            exchange.needsJson();
            exchange.send(200, requests.file().apply(read(exchange.body(LARGEST_WISH), ExceptionWish.class, WISH)));
        } else {
            exchange.needs("GET");
            exchange.send(200, requests.list().get());
        }
    }

    private static <T> T read(byte[] body, Class<T> type, String otherwise) {
        try {
            var value = Json.read(body, type);
            if (value != null) { // else the JSON null
                return value;
            }
        } catch (JacksonException _) {
            // told below
        }
        throw new Problem(400, otherwise);
    }

    private static <T> T found(Function<String, Optional<T>> look, String id, String what) {
        return look.apply(id).orElseThrow(() -> new Problem(404, "There is no " + what + " with this id."));
    }
}
