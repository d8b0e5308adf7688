package io.gatehouse.console.pages;

/// Why there is no such page for this person: a status, and a sentence that says what to do.
final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String title;
    private final String sentence;

    private Trouble(int status, String title, String sentence) {
        super(title, null, false, false);
        this.status = status;
        this.title = title;
        this.sentence = sentence;
    }

    static Trouble missing() {
        return new Trouble(404, "There is nothing here", "The address may be mistyped, or what it named is gone.");
    }

    static Trouble missing(String sentence) {
        return new Trouble(404, "There is nothing here", sentence);
    }

    static Trouble notYours(String sentence) {
        return new Trouble(403, "This is not for your role", sentence);
    }

    static Trouble notLoggedIn(int status, String sentence) {
        return new Trouble(status, "You are not logged in", sentence);
    }

    static Trouble foreignForm() {
        return new Trouble(
                403,
                "This form is not valid any more",
                "It comes from another session or another site. Go back, load the page again, and send it once more.");
    }

    static Trouble wrongMethod() {
        return new Trouble(405, "That cannot be done here", "Use the buttons of the page.");
    }

    static Trouble malformed(String sentence) {
        return new Trouble(400, "That could not be read", sentence);
    }

    static Trouble tooLarge() {
        return new Trouble(413, "That is too long", "Shorten what you wrote, and send it once more.");
    }

    static Trouble tooSlow() {
        return new Trouble(408, "That took too long", "Your connection may be slow. Go back, and send it once more.");
    }

    static Trouble busy() {
        return new Trouble(503, "The console is busy at this moment", "Wait a little, then send it once more.");
    }

    static Trouble bug() {
        return new Trouble(
                500,
                "Gatehouse failed because of a bug",
                "Nothing was changed that you were not told of. Its log says where.");
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String sentence() {
        return sentence;
    }
}
