package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.client.Terminals;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a new password comes from: never from an argument, which every user of the machine can see.
 */
final class PasswordOption {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Its first line is the password. Else it is asked for on the terminal, or is the first line "
                    + "of standard input.")
    private @Nullable Path file;

    PasswordOption() {}

    String read() {
        if (file != null) {
            try {
                return firstLine(Files.newBufferedReader(file, StandardCharsets.UTF_8), "--password-file " + file);
            } catch (IOException e) {
                throw new Failure("--password-file " + file + " cannot be read: " + e, e);
            }
        }
        if (!Terminals.isInteractive()) {
            return firstLine(
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), "standard input");
        }
        return ask(Objects.requireNonNull(System.console(), "a terminal without a console"));
    }

    private static String ask(Console console) {
        char[] password = console.readPassword("Password: ");
        char[] again = password == null ? null : console.readPassword("Once more: ");
        if (password == null || again == null) {
            throw new Failure("no password was given");
        }
        if (!Arrays.equals(password, again)) {
            throw new Failure("the two passwords differ");
        }
        return new String(password);
    }

    private static String firstLine(BufferedReader source, String where) {
        try (source) {
            String line = source.readLine();
            if (line == null || line.isEmpty()) {
                throw new Failure(where + ": its first line is empty, where the password should be");
            }
            return line;
        } catch (IOException e) {
            throw new Failure(where + " cannot be read: " + e, e);
        }
    }
}
