package io.gatehouse.console.pages;

import io.gatehouse.console.Reviewer;
import io.gatehouse.console.Role;
import io.gatehouse.console.access.Account;
import io.gatehouse.console.access.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request of a browser, read.
///
/// @param path its parts: `/requests/7` is [requests, 7]
/// @param query what stands behind the question mark
/// @param form what a form sent; empty for a GET
/// @param secret what the browser is known by, logged in or not
/// @param account who is logged in
/// @param address the other end of the connection
/// @param isLive whether the page asked by itself, without a click
record Visit(
        boolean isPost,
        List<String> path,
        Map<String, List<String>> query,
        Map<String, List<String>> form,
        Secret secret,
        Optional<Account> account,
        String address,
        boolean isLive,
        Instant now) {
    /// What a form or a query says under a name, stripped; "" for nothing.
    String said(String name) {
        return first(form, name);
    }

    String asked(String name) {
        return first(query, name);
    }

    Set<String> chosen(String name) {
        return Set.copyOf(form.getOrDefault(name, List.of()));
    }

    /// The query with its question mark; "" where there is none.
    String queryText() {
        var fields = new LinkedHashMap<String, String>();
        query.keySet().forEach(name -> fields.put(name, asked(name)));
        return fields.isEmpty() ? "" : "?" + Fields.written(fields);
    }

    private static String first(Map<String, List<String>> fields, String name) {
        var values = fields.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst().replace("\r\n", "\n").strip();
    }

    /// A part of the path behind the section; "" where it ends before.
    String part(int index) {
        return index < path.size() ? path.get(index) : "";
    }

    Reviewer reviewer() {
        return account.orElseThrow(Trouble::missing).reviewer();
    }

    boolean may(Role role) {
        return account.filter(person -> person.roles().contains(role)).isPresent();
    }

    /// @throws Trouble for anybody who has not that role
    void needs(Role role) {
        if (!may(role)) {
            throw Trouble.notYours("It needs the role " + Words.role(role) + ". An administrator can give it to you.");
        }
    }

    /// The same visit with what its form sent.
    Visit with(Map<String, List<String>> filled) {
        return new Visit(isPost, path, query, filled, secret, account, address, isLive, now);
    }

    /// The same visit of another path.
    Visit at(String other) {
        return new Visit(isPost, List.of(other), query, form, secret, account, address, isLive, now);
    }

    /// Around a page that belongs to no section.
    Frame frame(String title) {
        return frame(title, null);
    }

    Frame frame(String title, @Nullable Section here) {
        return frame(title, here, Optional.empty());
    }

    /// @param said instead of what the address says
    Frame frame(String title, @Nullable Section here, Optional<Said> said) {
        return new Frame(
                title,
                here,
                account.map(person -> new Frame.Seat(person.name(), person.roles()))
                        .orElse(null),
                secret.formToken(),
                said.or(() -> Told.of(asked("done"))).orElse(null));
    }
}
