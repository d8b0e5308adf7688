package io.gatehouse.command.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JavaScriptTest {
    private static final String TABLE =
            """
            # Nothing but computing
            | console.log(process.version)
            | const a = [1, 2].map(x => x * 2).filter(Boolean); console.log(JSON.stringify(a))
            # Files
            read package.json | console.log(require('fs').readFileSync('package.json', 'utf8'))
            read a.js; write a.js | const fs = require('fs');⏎let s = fs.readFileSync('a.js', 'utf8');⏎s = s.replace(/x/g, 'y');⏎fs.writeFileSync('a.js', s);
            read a; write b | import { readFileSync as r, writeFileSync } from 'node:fs';⏎writeFileSync('b', r('a'))
            read ~/.ssh/id_rsa | const os = require('os'), path = require('path');⏎require('fs').readFileSync(path.join(os.homedir(), '.ssh', 'id_rsa'))
            read ~/.npmrc | require('fs').readFileSync(`${process.env.HOME}/.npmrc`)
            delete all /srv | const { rmSync: gone } = require('fs'); gone('/srv', { recursive: true })
            write x | import { promises as fs } from 'fs'; await fs.writeFile('x', '')
            write x | import fs from 'fs/promises'; async function main() { await fs.writeFile('x', '') } main()
            read a; read b | for (const f of ['a', 'b']) require('fs').readFileSync(f)
            read .env | require('fs').readFileSync(Buffer.from('LmVudg==', 'base64').toString())
            read .env | require('fs').readFileSync(String.fromCharCode(46, 101, 110, 118))
            read .env | require('fs').readFileSync(['.', 'env'].join(''))
            # Commands
            shell rm -rf / | require('child_process').execSync('rm -rf /')
            run [rm, -rf, /] | const { spawn } = require('child_process'); spawn('rm', ['-rf', '/'])
            shell rm x | require('child_' + 'process')['ex' + 'ec']('rm x')
            shell rm x | globalThis['req' + 'uire']('child_process').exec('rm x')
            shell rm x | process.mainModule.require('child_process').execSync('rm x')
            shell rm x | import('node:child_process').then(m => 1); const c = require('child_process'); const e = c.execSync; e('rm x')
            shell rm x | eval("require('child_process').execSync('rm x')")
            shell rm x | new Function("require('child_process').execSync('rm x')")()
            shell rm x | [].filter.constructor("require('child_process').execSync('rm x')")()
            shell git status | const run = c => require('child_process').execSync(c); run('git status')
            # The net
            speak https://example.com | fetch('https://example.com').then(r => r.text())
            speak evil.example | require('https').get({ hostname: 'evil.example', path: '/' })
            # What is not known
            1 unknown | const x = require('left-pad'); x('a')
            dynamic | eval(process.argv[2])
            dynamic | process.binding('spawn_sync')
            1 unknown; dynamic | require(process.argv[2]).exec('rm x')
            """;

    static Stream<Arguments> table() {
        return Told.rows(TABLE);
    }

    @ParameterizedTest
    @MethodSource("table")
    void tellsWhatAProgramDoes(String told, String program) {
        assertEquals(told, Told.of("node", program));
    }

    @Test
    void tellsWhichFilesAProgramLoads() {
        assertEquals(List.of(), Told.loads("node", "require('fs')"));
        assertEquals(
                List.of("./x.mjs", "./x.mjs.js", "./x.mjs.cjs", "./x.mjs.mjs", "./x.mjs.ts", "./x.mjs/index.js"),
                Told.loads("node", "import './x.mjs'"));
    }

    @Test
    void readsAnyTextWithoutFailing() {
        Mutations.of(table().map(row -> (String) row.get()[1]).toList(), "()[]{}'\"`$\\\n;=,.é", 3_000)
                .forEach(program ->
                        assertEquals(Programs.read("node", program), Programs.read("node", program), program));
    }
}
