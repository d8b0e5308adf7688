package io.gatehouse.app;

import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.cerbos.CerbosProgram;
import io.gatehouse.cerbos.PdpConnection;
import io.gatehouse.cerbos.PolicyException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the `gatehouse policy` commands that need Cerbos have in common: where it is, and how it is asked.
final class PolicyTools {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    private static final Duration ATTEMPT = Duration.ofSeconds(10);

    private static final Map<String, String> ANNOTATIONS = Map.of("gatehouse", Version.text());

    @Option(
            names = "--cerbos",
            paramLabel = "PATH",
            description = "The `cerbos` program; otherwise the first one on the PATH.")
    private Optional<Path> program = Optional.empty();

    /// What is wrong with the command line, one sentence.
    ParameterException misused(String what) {
        return new ParameterException(command.commandLine(), what);
    }

    Optional<CerbosProgram> find(Machine machine) {
        return program.map(CerbosProgram::at)
                .or(() -> CerbosProgram.find(machine.env().getOrDefault("PATH", "")));
    }

    CerbosProgram get(Machine machine) {
        return find(machine)
                .orElseThrow(() -> new PolicyException("There is no `cerbos` program on the PATH, and its server is"
                        + " needed for this. Install it (https://docs.cerbos.dev) or name it with --cerbos PATH."));
    }

    /// @throws ParameterException when a PDP is not to be asked at this URL
    URI checked(String url) {
        try {
            return Values.pdpUrl(new ConfigFile.Value.Text(url));
        } catch (Values.Bad e) {
            throw misused("The URL of the PDP " + e.getMessage() + ".");
        }
    }

    /// A PDP that is asked as the daemon asks one: a certificate or a header that it needs is in the settings.
    static CerbosPdp pdp(Config.Pdp configured, URI url) {
        boolean isConfigured = configured.url().filter(url::equals).isPresent();
        return new CerbosPdp(
                isConfigured
                        ? configured.connection(ANNOTATIONS, ATTEMPT)
                        : new PdpConnection(url, Optional.empty(), Map.of(), ANNOTATIONS, ATTEMPT),
                Clock.systemUTC(),
                _ -> {});
    }
}
