package io.implatform.cli.admin;

import io.implatform.cli.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code im admin users}: accounts. */
@Command(
        name = "users",
        description = "Lists, makes, changes and deletes accounts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class UsersCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    UsersCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "what to do is missing: " + String.join(", ", spec.subcommands().keySet()));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "list", description = "Lists the accounts.", mixinStandardHelpOptions = true)
    int list(
            @Mixin TargetOption target, @Option(names = "--json", description = "A JSON object a line.") boolean json) {
        String after = "";
        boolean more = true;
        while (more) {
            Map<String, Object> answer =
                    after.isEmpty() ? target.ask("users.list") : target.ask("users.list", "after", after);
            List<Map<String, Object>> users = AdminService.objects(answer, "users");
            for (Map<String, Object> user : users) {
                after = String.valueOf(user.get("user"));
                out().println(json ? Json.write(user) : line(user));
            }
            more = Boolean.TRUE.equals(answer.get("more")) && !users.isEmpty();
        }
        return 0;
    }

    private static String line(Map<String, Object> user) {
        return user.get("user")
                + ("user".equals(user.get("role")) ? "" : " " + user.get("role"))
                + (Boolean.TRUE.equals(user.get("disabled")) ? " disabled" : "")
                + (Boolean.TRUE.equals(user.get("password")) ? "" : " (no password opens it)");
    }

    @Command(name = "add", description = "Makes an account.", mixinStandardHelpOptions = true)
    int add(
            @Mixin TargetOption target,
            @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            defaultValue = "user",
                            description = "user, moderator or admin. Default: ${DEFAULT-VALUE}")
                    String role,
            @Option(names = "--no-password", description = "Makes one that no password opens.") boolean none) {
        if (none) {
            target.askMaking("users.add", "user", name, "role", role);
        } else {
            target.askMaking("users.add", "user", name, "role", role, "password", password.read());
        }
        return done("account " + name + " is made");
    }

    @Command(
            name = "disable",
            description = "Lets nothing open an account any more, and ends its sessions.",
            mixinStandardHelpOptions = true)
    int disable(
            @Mixin TargetOption target,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "For the audit log.")
                    String reason) {
        target.ask("users.disable", "user", name, "reason", reason);
        return done("account " + name + " is disabled");
    }

    @Command(name = "enable", description = "Lets an account be opened again.", mixinStandardHelpOptions = true)
    int enable(@Mixin TargetOption target, @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        target.ask("users.enable", "user", name);
        return done("account " + name + " is enabled");
    }

    @Command(
            name = "reset-password",
            description = "Gives an account another password, and ends its tokens and sessions.",
            mixinStandardHelpOptions = true)
    int resetPassword(
            @Mixin TargetOption target,
            @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        target.ask("users.reset-password", "user", name, "password", password.read());
        return done("account " + name + " has another password");
    }

    @Command(
            name = "delete",
            description = "Deletes an account for good. What it said stays; its name is never given out again.",
            mixinStandardHelpOptions = true)
    int delete(@Mixin TargetOption target, @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        target.ask("users.delete", "user", name);
        return done("account " + name + " is deleted");
    }

    @Command(name = "role", description = "Gives an account a role on the server.", mixinStandardHelpOptions = true)
    int role(
            @Mixin TargetOption target,
            @Parameters(index = "0", paramLabel = "NAME", description = "Its name.") String name,
            @Parameters(index = "1", paramLabel = "ROLE", description = "user, moderator or admin.") String role) {
        target.ask("users.role", "user", name, "role", role);
        return done("account " + name + " has the role " + role);
    }

    private int done(String words) {
        out().println(words);
        return 0;
    }
}
