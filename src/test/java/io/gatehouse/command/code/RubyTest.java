package io.gatehouse.command.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RubyTest {
    private static final String TABLE =
            """
            | puts [1, 2].map { |x| x + 1 }.sum
            | require 'json'; puts JSON.pretty_generate({a: 1})
            read a.rb; write a.rb | s = File.read('a.rb'); s = s.gsub(/x/, 'y'); File.write('a.rb', s)
            write ~/.bashrc | File.open(File.expand_path('~/.bashrc'), 'a') { |f| f.puts 'x' }
            read ~/.ssh/id_rsa | puts File.read("#{Dir.home}/.ssh/id_rsa")
            read ~/.ssh/id_rsa | puts IO.read(File.join(ENV['HOME'], '.ssh', 'id_rsa'))
            delete all /srv | require 'fileutils'; FileUtils.rm_rf('/srv')
            delete a; delete b | %w[a b].each { |n| File.delete(n) }
            read a | def r(p)⏎  File.read(p)⏎end⏎r('a')
            read .env | puts File.read('vne.'.reverse)
            shell rm -rf / | system('rm -rf /')
            run [rm, -rf, /] | system('rm', '-rf', '/')
            shell rm x | `rm x`
            shell rm x | %x(rm x)
            shell rm x | Kernel.system('rm x')
            shell rm x | send(:system, 'rm x')
            shell rm x | Kernel.send('sys' + 'tem', 'rm x')
            shell rm x | eval("system('rm x')")
            shell rm x | IO.popen('rm x')
            shell rm x | open('|rm x')
            run [git, status] | require 'open3'; out, s = Open3.capture2('git', 'status')
            speak https://example.com | require 'open-uri'; URI.open('https://example.com').read
            speak https://example.com | require 'net/http'; Net::HTTP.get(URI('https://example.com'))
            1 unknown | MyThing.go('x')
            dynamic | eval(gets)
            dynamic | send(ARGV[0], 'rm x')
            """;

    static Stream<Arguments> table() {
        return Told.rows(TABLE);
    }

    @ParameterizedTest
    @MethodSource("table")
    void tellsWhatAProgramDoes(String told, String program) {
        assertEquals(told, Told.of("ruby", program));
    }

    @Test
    void tellsWhichFilesAProgramLoads() {
        assertEquals(List.of("x.rb", "lib/x.rb"), Told.loads("ruby", "require 'x'"));
        assertEquals(List.of("x.rb"), Told.loads("ruby", "load 'x.rb'"));
    }

    @Test
    void readsAnyTextWithoutFailing() {
        Mutations.of(table().map(row -> (String) row.get()[1]).toList(), "()[]{}'\"`#\\\n;=,.é|", 3_000)
                .forEach(program ->
                        assertEquals(Programs.read("ruby", program), Programs.read("ruby", program), program));
    }
}
