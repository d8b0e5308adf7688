package io.gatehouse.console.pages;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.util.Map;

/// What a browser is told.
sealed interface Answer {
    /// @param template its name, without `.jte`
    record Page(int status, String template, Map<String, Object> model) implements Answer {
        public Page {
            model = Map.copyOf(model);
        }

        Page(String template, Map<String, Object> model) {
            this(200, template, model);
        }
    }

    /// Look there next.
    ///
    /// @param path of this console, with what follows it
    record Go(String path) implements Answer {
        public Go {
            if (!path.startsWith("/") || path.startsWith("//") || path.startsWith("/\\")) {
                throw new IllegalArgumentException("not a path of this console: " + path);
            }
        }
    }

    /// Look there next: an address of the organisation's provider, and never what a browser sent.
    record Away(URI address) implements Answer {}

    /// Nothing has changed; the page that asked stays as it is.
    record Unchanged() implements Answer {}

    /// A file to keep.
    record Download(String name, String contentType, Writing writing) implements Answer {}

    /// Writes a file's content, piece by piece.
    interface Writing {
        void to(Writer out) throws IOException;
    }
}
