package io.gatehouse.app;

/// Where the program starts.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var machine = Machine.current();
        if (args.length == 1 && args[0].equals(Dialog.ARGUMENT)) {
            System.exit(Programs.askPerson());
        }
        Preload.start(args, machine);
        var terminal = new Terminal(System.in, System.out, System.err, Typist.current(machine.env()));
        var programs = new Programs(machine, terminal);
        var window = WindowArguments.find(args);
        System.exit(
                window.isPresent()
                        ? programs.window(window.get().dataDir(), window.get().landing())
                        : Cli.run(programs, machine, terminal, args));
    }
}
