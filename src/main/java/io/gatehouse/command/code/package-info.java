/// What a program in another language would do, read without running it: the files it names, the commands it
/// starts and the hosts it speaks to, as far as its text alone tells. Each language is translated into one small
/// form, [Code], that one evaluator follows; what the calls of a language's libraries do stands in
/// `resources/command/code.txt`. Total: any text in, an answer out.
@NullMarked
package io.gatehouse.command.code;

import org.jspecify.annotations.NullMarked;
