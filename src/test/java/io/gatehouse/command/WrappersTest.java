package io.gatehouse.command;

import org.junit.jupiter.api.Test;

/// Programs that start others: what they start is found, and they are named with it.
final class WrappersTest {
    @Test
    void thatChangeHowAProgramRunsAreLookedThrough() {
        Table.holds(
                ShellLine::parse,
                """
                sudo -u root -- rm x => rm x in sudo; DELETE x
                sudo -iu bob A=1 rm x => rm x in sudo
                doas -u root rm x => rm x in doas
                env -u A -C /tmp rm x => rm x in env; DELETE /tmp/x
                env -S'rm x' => rm x in env
                command -p rm x => rm x in command
                exec -a other rm x => rm x in exec
                nohup nice -n5 timeout -s KILL 5s rm x => rm x in nohup nice timeout
                \\time -v rm x => rm x in time
                setsid -f stdbuf -oL ionice -c2 -n7 rm x => rm x in setsid stdbuf ionice
                taskset -c 0,1 chrt -f 10 rm x => rm x in taskset chrt
                flock -n /tmp/l -c 'rm x' => rm x in flock; WRITE /tmp/l
                script -q -c 'rm x' log => rm x in script; WRITE log
                script -q /dev/null rm x => rm x in script
                chroot --userspec=a:b /mnt rm x => rm x in chroot
                nsenter -t 1 -a -- rm x => rm x in nsenter
                unshare -r -n rm x => rm x in unshare
                setarch x86_64 -R rm x => rm x in setarch x86_64
                strace -f -o out ltrace rm x => rm x in strace ltrace; WRITE out
                gdb --args rm x => rm x in gdb
                valgrind --leak-check=full rm x => rm x in valgrind
                perf stat -e cycles rm x => rm x in perf
                rlwrap -a -H h rm x => rm x in rlwrap
                systemd-run --user -p A=b rm x => rm x in systemd-run
                dbus-run-session -- xvfb-run -a rm x => rm x in dbus-run-session xvfb-run
                busybox rm x => rm x in busybox
                direnv exec . rm x => rm x in direnv
                mise exec -- rm x => rm x in mise
                op run -- rm x => rm x in op
                npx -y rm x => rm x in npx; npx -y rm x
                npm exec -- rm x => rm x in npm; npm exec -- rm x
                conda run -n env rm x => rm x in conda
                nix develop -c rm x => rm x in nix
                hyperfine --prepare 'rm x' 'rm y' => rm x in hyperfine; rm y in hyperfine
                concurrently 'rm x' 'rm y' => rm x in concurrently; rm y in concurrently
                nodemon --exec 'rm x' => rm x in nodemon
                watch -n1 -d 'rm x' => rm x in watch
                """);
    }

    @Test
    void thatFillInArgumentsAreLookedThrough() {
        Table.holds(
                ShellLine::parse,
                """
                xargs -0 -n1 rm -f < list => rm -f in xargs partial; READ list
                xargs -a list rm => rm in xargs partial; READ list
                find . -ok rm {} \\; => rm {} in find; DELETE .
                find . -okdir rm {} ';' => rm {} in find
                find . -delete => DELETE .
                parallel rm ::: a b => rm a in parallel; rm b in parallel; full
                parallel -j4 'rm -f {}.bak' ::: a => rm -f a.bak in parallel
                parallel ::: 'rm x' => rm x in parallel
                echo rm x | parallel => rm x in parallel
                ls | parallel rm => rm in parallel partial
                ls | entr rm x => rm x in entr partial
                ls | entr -s 'rm x' => rm x in entr
                """);
    }

    @Test
    void thatRunElsewhereHaveNoPathsOfThisMachine() {
        Table.holds(
                ShellLine::parse,
                """
                ssh -t me@host 'rm x' => rm x in ssh; not DELETE x; ssh://host
                docker exec -it c rm x => rm x in docker; not DELETE x
                docker run --rm -v /a:/b alpine rm x => rm x in docker; READ /a; not DELETE x
                docker compose exec web rm x => rm x in docker; not DELETE x
                podman exec c sh -c 'rm x' => rm x in podman sh
                kubectl exec -it pod -c x -- rm x => rm x in kubectl; not DELETE x
                kubectl run x --image=y -- rm x => rm x in kubectl
                """);
    }

    @Test
    void thatTakeTextRunIt() {
        Table.holds(
                ShellLine::parse,
                """
                su - bob -c 'rm x' => rm x in su
                sg docker -c 'rm x' => rm x in sg
                bash -lc 'rm x' => rm x in bash
                bash +e -c 'rm x' => rm x in bash
                bash -c -- 'rm x' => rm x in bash
                dash -s <<'E'⏎rm x⏎E => rm x in dash
                eval "$(echo rm x)" => rm x in eval
                trap -- 'rm x' 0 INT => rm x in trap
                coproc C { { rm x; }⏎} => full; rm x
                coproc { { { rm x; }⏎}⏎} => full; rm x
                coproc rm x => rm x in coproc
                coproc N { rm x; } => full; rm x
                tmux new -d -s n 'rm x' => rm x in tmux
                tmux split-window 'rm x' => rm x in tmux
                tmux send-keys -t n 'rm x' => rm x in tmux
                screen -dmS n rm x => rm x in screen
                screen -S n -X stuff 'rm x' => rm x in screen
                at now <<< 'rm x' => rm x in at; at now
                echo 'rm x' | batch => rm x in batch
                git rebase -x 'rm x' main => rm x in git
                ssh -oProxyCommand='rm x' host => rm x in ssh
                rsync -e 'rm x' a h:c => rm x in rsync
                """);
    }

    @Test
    void namesGivenInTheLineAreFollowed() {
        Table.holds(
                ShellLine::parse,
                """
                f() { rm "$@"; }; f x => rm x
                function f { rm x; }; f => rm x
                alias l='rm -f'; l x => rm -f x in alias; l x partial
                alias a=b; alias b=a; a => partial
                a=r; a+=m; $a x => rm x
                a=(rm x); "${a[@]}" => rm x
                declare a=rm; $a x => rm x
                a=xrm; ${a#x} y => rm y
                a=xrm; ${a#$b} y => ? opaque
                b=rm; a=b; ${!a} y => ? opaque
                """);
    }
}
