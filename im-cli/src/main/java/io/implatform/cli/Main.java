package io.implatform.cli;

import io.implatform.cli.admin.AdminCommand;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code im}. It ends with status 0 when it did what it was asked, 1 when it could not
 * and 2 when it was not understood; one line on standard error says why. The client as a filter also ends
 * with 3 where its login, and 4 where a message was refused.
 */
@Command(
        name = "im",
        description = "Instant messaging: a server, and a client to talk to it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class Main implements Runnable {
    static final int FAILED = 1;
    static final int NOT_UNDERSTOOD = 2;
    private static final int REFUSED = 3;

    private static final List<Class<?>> COMMANDS =
            List.of(ServerCommand.class, ClientCommand.class, AdminCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    private Main() {}

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        int status = commandLine(named(arguments)).execute(arguments);
        System.out.flush();
        System.exit(status);
    }

    /** The program with all its commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** The command that is to be run alone, so that the start does not wait for what the others can; else all. */
    private static List<Class<?>> named(String... arguments) {
        for (Class<?> command : COMMANDS) {
            if (arguments.length > 0
                    && command.getAnnotation(Command.class).name().equals(arguments[0])) {
                return List.of(command);
            }
        }
        return COMMANDS;
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine program = new CommandLine(new Main());
        commands.forEach(program::addSubcommand);
        // What is set from here on holds for the commands too.
        return program.setOut(utf8(System.out))
                .setErr(utf8(System.err))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(Main::explain)
                .setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
    }

    private static PrintWriter utf8(OutputStream out) {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to run is missing: server, client or admin");
    }

    private static int explain(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println(name(command) + ": " + Lines.printable(String.valueOf(e.getMessage())) + "; see "
                        + name(command) + " --help");
        return NOT_UNDERSTOOD;
    }

    private static int report(Exception e, CommandLine command) {
        if (e instanceof RefusedException) {
            command.getErr().println(name(command) + ": " + Lines.printable(String.valueOf(e.getMessage())));
            return REFUSED;
        }
        String why = e instanceof Failure
                ? String.valueOf(e.getMessage())
                : "unexpected " + e + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]);
        command.getErr().println(name(command) + ": " + Lines.printable(why));
        return FAILED;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
