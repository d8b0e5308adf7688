package io.gatehouse.installer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The package as it will be in the field: installed by dpkg, run by systemd, administered by root. Needs root.
@Tag("package")
class DebPackageIT {
    private static final String ALLOWED = "{}";

    private static Path deb;
    private InstalledMachine machine;

    @BeforeAll
    static void build() throws IOException {
        var built = new ProcessBuilder("installer/package.sh")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var printed = built.inputReader()) {
            deb = Path.of(String.valueOf(printed.readLine())).toAbsolutePath();
        }
        assertEquals(0, built.onExit().join().exitValue());
    }

    @BeforeEach
    void install() throws IOException {
        machine = InstalledMachine.start(deb.getParent());
        machine.run("rm -rf /usr/lib/jvm"); // it brings its own Java
        machine.run("dpkg --install " + deb);
    }

    @AfterEach
    void throwAway() {
        machine.close();
    }

    @Test
    void decidesAsSoonAsItIsInstalledForWhoIsLoggedIn() {
        machine.awaitDaemon();

        assertEquals(ALLOWED, machine.call("c1", "ls"));
        assertDenied(machine.call("c2", "cat ~/.ssh/id_rsa"));
        assertTrue(machine.asAna("gatehouse version").startsWith("gatehouse "));
    }

    @Test
    void decidesForWhoLogsInLater() {
        machine.run("useradd --create-home --uid 7412 ben");
        machine.asAna("systemctl --user stop gatehouse.socket gatehouse.service"); // both have the same port
        machine.run("log-in ben");

        machine.await("as ben gatehouse status >/dev/null");
    }

    @Test
    void aCallThatComesWhileItIsKilledWaitsForTheNextAndIsDecided() {
        machine.awaitDaemon();
        var before = machine.daemonsProcess();

        machine.run("kill -KILL " + before);

        assertDenied(machine.call("c1", "cat ~/.ssh/id_rsa"));
        assertEquals(ALLOWED, machine.call("c2", "ls"));
        assertNotEquals(before, machine.daemonsProcess());
    }

    @Test
    void nobodyElseCanTakeThePortWhileItIsDown() {
        machine.awaitDaemon();
        machine.asAna("gatehouse stop");
        machine.await("! as ana systemctl --user --quiet is-active gatehouse.service");

        var stranger = machine.attempt("python3 -c 'import socket; socket.socket().bind((\"127.0.0.1\", 7411))'");
        var byHand = machine.attempt("as ana gatehouse daemon --headless");

        assertTrue(stranger.output().contains("Address already in use"), stranger.output());
        assertTrue(byHand.output().endsWith("run: systemctl --user start gatehouse"), byHand.output());
    }

    @Test
    void settingsOfRootHoldAndAreNotTakenFromAFileThatOthersMayWrite() {
        machine.awaitDaemon();
        rootSets("mode: enforce", "chmod a+w");
        assertDenied(machine.call("c1", "ls"));

        rootSets("mode: enforce", "chmod go-w");
        machine.asAna("mkdir -p /home/ana/.config/gatehouse");
        machine.asAna("sh -c \"echo 'mode: observe' >/home/ana/.config/gatehouse/gatehouse.yaml\"");
        assertEquals(ALLOWED, machine.call("c2", "ls"));
        assertDenied(machine.call("c3", "cat ~/.ssh/id_rsa"));

        rootSets("mode: observe", "chmod a+w");
        assertDenied(machine.call("c4", "cat ~/.ssh/id_rsa"));
        var status = machine.asAna("gatehouse status");
        assertTrue(status.contains("can be written by others than root"), status);
    }

    @Test
    void theEnvironmentOfAPersonsServicesBringsNoCodeIntoIt() {
        machine.awaitDaemon();
        machine.asAna("mkdir -p /home/ana/java/bin");
        machine.asAna("sh -c 'echo JAVA_VERSION=\\\"25\\\" >/home/ana/java/release'");
        machine.asAna("sh -c 'printf \"#!/bin/sh\\ntouch /home/ana/ran\\n\" >/home/ana/java/bin/java'");
        machine.asAna("chmod +x /home/ana/java/bin/java");
        machine.asAna("systemctl --user set-environment GATEHOUSE_JAVA_HOME=/home/ana/java");

        machine.asAna("systemctl --user restart gatehouse.service");

        machine.await("as ana gatehouse status >/dev/null");
        machine.run("grep -q '^JAVA_VERSION=\"25\"' /home/ana/java/release && [ ! -e /home/ana/ran ]");
        assertDenied(machine.call("c1", "cat ~/.ssh/id_rsa"));
    }

    @Test
    void nobodyButRootLooksIntoItsMemory() {
        machine.awaitDaemon();
        var file = "/proc/" + machine.daemonsProcess() + "/environ";

        machine.run("head -c 1 " + file);
        var look = machine.attempt("as ana head -c 1 " + file);

        assertTrue(look.output().contains("Permission denied"), look.output());
        machine.asAna("sh -c 'head -c 1 /proc/self/environ'");
    }

    /// What the database has room for already can still be recorded.
    private String firstOtherThanAllowed() {
        var answer = ALLOWED;
        for (int i = 0; i < 500 && answer.equals(ALLOWED); i++) {
            answer = machine.call("fill" + i, "ls");
        }
        return answer;
    }

    private void rootSets(String settings, String chmod) {
        var file = "/etc/gatehouse/gatehouse.yaml";
        machine.run("echo '" + settings + "' >" + file + " && " + chmod + " " + file);
        machine.asAna("systemctl --user restart gatehouse.service");
    }

    @Test
    void anUpgradeKeepsWhatWasRecordedAndRunsTheNewOne() {
        machine.awaitDaemon();
        assertDenied(machine.call("c1", "cat ~/.ssh/id_rsa"));
        var before = machine.daemonsProcess();
        machine.run("dpkg-deb --raw-extract " + deb
                + " /root/next && sed -i 's/^Version:.*/Version: 9.0/' /root/next/DEBIAN/control"
                + " && dpkg-deb -Znone --build /root/next /root/next.deb");

        machine.run("dpkg --install /root/next.deb");

        machine.await("as ana gatehouse status >/dev/null");
        assertNotEquals(before, machine.daemonsProcess());
        var status = machine.asAna("gatehouse status");
        assertTrue(status.contains("0 allowed, 1 denied"), status);
    }

    @Test
    void aFullDiskDeniesUntilThereIsRoomAgain() {
        machine.awaitDaemon();
        machine.asAna("systemctl --user stop gatehouse.socket gatehouse.service");
        machine.run("mount -t tmpfs -o size=4m,uid=ana,gid=ana,mode=700 data " + InstalledMachine.DATA);
        machine.asAna("systemctl --user start gatehouse.service");
        machine.awaitDaemon();
        assertEquals(ALLOWED, machine.call("c1", "ls"));

        machine.attempt("dd if=/dev/zero of=" + InstalledMachine.DATA + "fill bs=4k");
        assertDenied(firstOtherThanAllowed());
        machine.run("rm " + InstalledMachine.DATA + "fill");
        assertEquals(ALLOWED, machine.call("c3", "ls"));
    }

    @Test
    void removalEndsItFreesManagedAgentsAndKeepsTheEvidence() {
        var managed = "/etc/claude-code/managed-settings.d/50-gatehouse.json";
        machine.awaitDaemon();
        machine.run(
                "printf 'hook: {port: 7411, token: a-token-for-everybody-on-this-one}\\n' >/etc/gatehouse/gatehouse.yaml");
        machine.run("gatehouse agents protect claude-code --managed");
        machine.run("[ -e " + managed + " ]");

        machine.run("dpkg --remove gatehouse");

        assertEquals(
                "",
                machine.attempt("pgrep --list-full --full gatehouse.app.Main").output());
        machine.run("[ ! -e " + managed + " ]");
        machine.run("[ -s /home/ana/.local/share/gatehouse/gatehouse.db ] && [ -e /etc/gatehouse/gatehouse.yaml ]");
    }

    @Test
    void aPurgeTakesTheComputersSettingsButNotTheEvidence() {
        machine.awaitDaemon();
        machine.run("echo 'mode: enforce' >/etc/gatehouse/gatehouse.yaml");

        var said = machine.run("dpkg --purge gatehouse");

        machine.run("[ ! -e /etc/gatehouse ] && [ ! -e /usr/lib/gatehouse ]");
        machine.run("[ -s /home/ana/.local/share/gatehouse/gatehouse.db ]");
        assertTrue(said.contains("still in everybody's ~/.local/share/gatehouse"), said);
    }

    private static void assertDenied(String answer) {
        assertTrue(answer.contains("\"permissionDecision\":\"deny\""), answer);
    }
}
