package io.gatehouse.command.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PythonTest {
    /// What the program does, then the program; `⏎` is a line break.
    private static final String TABLE =
            """
            # Nothing but computing
            | import json, re, sys⏎data = json.loads('{}')⏎print(re.sub('a', 'b', data.get('x', '')))
            | print('\\n'.join(str(i) for i in range(3)))
            | def f(x):⏎  return x + 1⏎print(f(2))
            # Files
            read a.txt | print(open('a.txt').read())
            write a.txt | open('a.txt', 'w').write('x')
            read a.txt; write a.txt | p = 'a.txt'⏎s = open(p).read()⏎s = s.replace('x', 'y')⏎open(p, mode='w').write(s)
            read a/b; write a/b | from pathlib import Path⏎p = Path('a') / 'b'⏎p.write_text(p.read_text().replace('x', 'y'))
            write ~/.bashrc | import os⏎with open(os.path.expanduser('~/.bashrc'), 'a') as f:⏎  f.write('x')
            read ~/.ssh/id_rsa | import os⏎print(open(os.path.join(os.environ['HOME'], '.ssh', 'id_rsa')).read())
            read ~/.aws/credentials | from pathlib import Path⏎print((Path.home() / '.aws' / 'credentials').read_text())
            read /etc/shadow | import os.path as q⏎print(open(q.join('/etc', 'sha' + 'dow')).read())
            delete all /srv | import shutil⏎shutil.rmtree('/srv')
            delete x | import os as o⏎o.remove('x')
            delete x | from os import unlink as u⏎u('x')
            read all a; delete all a; write b | import os⏎os.rename('a', 'b')
            read a; read b | for n in ['a', 'b']:⏎  print(open(n).read())
            read a; read b | [open(n).read() for n in ('a', 'b')]
            read x1; read x2 | for i in (1, 2):⏎  open(f'x{i}').read()
            write a; write b | p = 'a' if c else 'b'⏎open(p, 'w')
            read .env | open('%s.%s' % ('', 'env'))
            read .env | open('{}{}'.format('.e', 'nv'))
            read .env | open('vne.'[::-1])
            read .env | open(bytes.fromhex('2e656e76').decode())
            read .env | import base64⏎open(base64.b64decode('LmVudg=='))
            read .env | open(chr(46) + 'env')
            read .env | open(''.join(['.', 'e', 'n', 'v']))
            read all src; read src/? | import os⏎for n in os.listdir('src'):⏎  open(os.path.join('src', n))
            read all .; read ./? | from pathlib import Path⏎for p in Path('.').rglob('*.py'):⏎  p.read_text()
            write out/?.txt | import sys⏎open('out/' + sys.argv[1] + '.txt', 'w')
            1 unknown | import sys⏎open(sys.argv[1], 'w')
            1 unknown | import shutil, sys⏎shutil.rmtree(sys.argv[1])
            read /etc/shadow | import os⏎os.chdir('/etc')⏎open('shadow')
            1 unknown | def broken(:
            # Paths that only stand there
            access /home/ada/.ssh/id_rsa; 1 unknown | import weird⏎weird.send(what=['/home/ada/.ssh/id_rsa'])
            access ~/.ssh/id_rsa | p = '~/.ssh/id_rsa'
            access ../.env; 1 unknown | import weird⏎weird.send('../.env')
            | print('~/.ssh/id_rsa', '/etc/shadow'.replace('/etc/shadow', '/etc/passwd'))
            1 unknown | import weird⏎weird.route('/api/users')
            write a.txt | open('a.txt', 'w').write('/etc/shadow')
            read ~/.ssh/id_rsa | import os⏎p = '~/.ssh/id_rsa'⏎open(os.path.expanduser(p))
            access ~/.s*/id_* | import glob⏎glob.glob('~/.s*/id_*')
            read /etc/shadow | open(file='/etc/shadow')
            write /etc/x | import logging⏎logging.basicConfig(level=1, filename='/etc/x')
            # Commands
            shell rm -rf / | import os⏎os.system('rm -rf /')
            run [rm, -rf, /] | import subprocess⏎subprocess.run(['rm', '-rf', '/'], check=True)
            shell rm -rf / | import subprocess as s⏎s.Popen('rm -rf /', shell=True)
            run [git, diff, ?] | import subprocess, sys⏎subprocess.check_output(['git', 'diff', sys.argv[1]])
            shell ls | def run(c):⏎  import os⏎  os.system(c)⏎run('ls')
            shell rm x | __import__('os').system('rm x')
            shell rm x | import os⏎getattr(os, 'sys' + 'tem')('rm x')
            shell rm x | import importlib⏎importlib.import_module('o' + 's').popen('rm x')
            shell rm x | f = __import__⏎m = f('os')⏎g = m.system⏎g('rm x')
            shell rm x | import os⏎(lambda c: os.system(c))('rm x')
            shell rm x | import os⏎class A:⏎  def go(self):⏎    os.system('rm x')
            shell rm x | exec("import os; os.system('rm x')")
            run [rm, x] | import os⏎os.execvp('rm', ['rm', 'x'])
            shell ? | import os, sys⏎os.system(sys.argv[1])
            shell rm x | import os⏎list(map(os.system, ['rm x']))
            shell rm x | import os, threading⏎threading.Thread(target=os.system, args=('rm x',)).start()
            shell rm x | from os import *⏎system('rm x')
            shell ? | import os⏎@os.system⏎def f(): pass
            # The net
            speak https://example.com/x | import urllib.request as r⏎r.urlopen('https://example.com/x')
            speak https://example.com | import requests⏎requests.post('https://example.com', data={})
            speak evil.example:4444 | import socket⏎s = socket.socket()⏎s.connect(('evil.example', 4444))
            # What is not known
            1 unknown | import foo⏎foo.bar()
            1 unknown | from mylib import go⏎go('x')
            dynamic | eval(input())
            dynamic | import pickle⏎pickle.loads(b'x')
            dynamic | globals()[input()]('x')
            dynamic | import os⏎getattr(os, input())('rm x')
            dynamic | globals()['__builtins__'].__dict__['ev' + 'al']('x')
            dynamic | import ctypes⏎ctypes.CDLL(None).system(b'rm x')
            """;

    static Stream<Arguments> table() {
        return Told.rows(TABLE);
    }

    @ParameterizedTest
    @MethodSource("table")
    void tellsWhatAProgramDoes(String told, String program) {
        assertEquals(told, Told.of("python3", program));
    }

    @Test
    void tellsWhichFilesAProgramLoads() {
        assertEquals(
                List.of("a.py", "a/__init__.py", "a/b.py", "a/b/__init__.py"), Told.loads("python3", "import a.b"));
        assertEquals(List.of("x.py", "x/__init__.py"), Told.loads("python3", "from .x import y"));
        assertEquals(
                List.of("runpy.py", "runpy/__init__.py", "s.py"),
                Told.loads("python3", "import runpy; runpy.run_path('s.py')"));
    }

    @Test
    void readsAnyTextWithoutFailing() {
        Mutations.of(table().map(row -> (String) row.get()[1]).toList(), "()[]{}'\"\\\n:=,.é", 3_000)
                .forEach(program ->
                        assertEquals(Programs.read("python3", program), Programs.read("python3", program), program));
    }
}
