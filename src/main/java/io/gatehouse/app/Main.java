package io.gatehouse.app;

/// Where the program starts.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var machine = Machine.current();
        Preload.start(args, machine);
        var terminal = new Terminal(System.in, System.out, System.err, Typist.current(machine.env()));
        System.exit(Cli.run(new Programs(machine, terminal), machine, terminal, args));
    }
}
