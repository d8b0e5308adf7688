package io.gatehouse.command.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PerlTest {
    private static final String TABLE =
            """
            | print join(",", map { $_ + 1 } (1, 2)), "\\n";
            | use strict; my $n = 0; $n = $n + 1; print "$n\\n";
            delete a; delete b | unlink 'a', "b";
            delete /srv/x | my $d = '/srv'; unlink "$d/x";
            delete ~/.bashrc | unlink "$ENV{HOME}/.bashrc";
            delete ab | my $x = 'a' . 'b'; unlink $x;
            delete a; delete b | foreach my $n ('a', 'b') { unlink $n; }
            write x | open(my $f, '>', 'x') or die "x"; print {$f} 'y';
            read x | open(my $f, '<', 'x');
            write x | open(F, ">x");
            shell rm x | open(F, "rm x|");
            read ~/.ssh/id | open F, "<", $ENV{HOME} . "/.ssh/id"; print <F>
            read ~/.ssh/id | open F, $ENV{HOME} . "/.ssh/id" or die "no";
            delete ~/x; 1 unknown | $x and unlink $ENV{HOME} . "/x" or die;
            shell rm -rf / | system "rm -rf " . "/" if 1;
            shell rm -rf / | my $s = "rm"; system $s . " -rf " . "/" || die;
            run [rm, -rf, ?] | system "rm", "-rf", $h->{x};
            speak evil.example:443 | IO::Socket::INET->new("evil.example:443");
            speak evil.example:443 | my $s = IO::Socket::INET->new("evil.example:443") or die;
            speak evil.example:80 | IO::Socket::INET->new(PeerAddr => "evil.example", PeerPort => 80);
            speak evil.example:80 | my $s = new IO::Socket::INET("evil.example:80");
            speak http://evil.example/ | LWP::UserAgent->new->get("http://evil.example/");
            speak http://evil.example/ | my $ua = LWP::UserAgent->new(timeout => 3); $ua->get("http://evil.example/");
            run [rm, x] | open(my $f, '-|', 'rm', 'x');
            delete all /srv | use File::Path; File::Path::rmtree('/srv');
            shell rm -rf / | system("rm -rf /");
            run [rm, -rf, /] | exec 'rm', '-rf', '/';
            shell rm x | print `rm x`;
            shell rm x | my $o = qx{rm x};
            shell rm x | eval 'system("rm x")';
            1 unknown | Foo::bar('x');
            dynamic | eval $x;
            dynamic | eval shift;
            """;

    static Stream<Arguments> table() {
        return Told.rows(TABLE);
    }

    @ParameterizedTest
    @MethodSource("table")
    void tellsWhatAProgramDoes(String told, String program) {
        assertEquals(told, Told.of("perl", program));
    }

    @Test
    void tellsWhichFilesAProgramLoads() {
        assertEquals(List.of("My/Tool.pm", "lib/My/Tool.pm"), Told.loads("perl", "use My::Tool;"));
        assertEquals(List.of("./x.pl"), Told.loads("perl", "do './x.pl'"));
        assertEquals(List.of("x.pl"), Told.loads("perl", "require 'x.pl';"));
    }

    @Test
    void readsAnyTextWithoutFailing() {
        Mutations.of(table().map(row -> (String) row.get()[1]).toList(), "()[]{}'\"`$@%\\\n;=,.é|", 3_000)
                .forEach(program ->
                        assertEquals(Programs.read("perl", program), Programs.read("perl", program), program));
    }
}
