package io.implatform.cli.admin;

import io.implatform.cli.Version;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code im admin moderate}: what moderators do, without a session. */
@Command(
        name = "moderate",
        description = "Lists, imposes and lifts mutes and bans; ends sessions; announces.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ModerateCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    ModerateCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "what to do is missing: " + String.join(", ", spec.subcommands().keySet()));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "list", description = "Lists the mutes and bans in force.", mixinStandardHelpOptions = true)
    int list(
            @Mixin TargetOption target, @Option(names = "--json", description = "A JSON object a line.") boolean json) {
        for (Map<String, Object> sanction : AdminService.objects(target.ask("sanctions"), "sanctions")) {
            out().println(json ? Json.write(sanction) : line(sanction));
        }
        return 0;
    }

    private static String line(Map<String, Object> sanction) {
        Object subject = sanction.containsKey("user") ? sanction.get("user") : sanction.get("address");
        Object until = sanction.get("until");
        return sanction.get("kind") + " " + subject + (until == null ? " for good" : " until " + until) + " by "
                + sanction.get("by") + ("".equals(sanction.get("reason")) ? "" : ": " + sanction.get("reason"));
    }

    /** On whom it is, how long and why. */
    static final class Sentence {
        @Parameters(paramLabel = "NAME", description = "The user; of a ban also an address or network.")
        @SuppressWarnings("NullAway.Init") // picocli's
        private String subject;

        @Option(
                names = "--for",
                paramLabel = "DURATION",
                description = "How long: 90s, 10m, 2h, 7d, 4w. For good where it is left out.")
        private Optional<String> duration = Optional.empty();

        @Option(names = "--reason", paramLabel = "TEXT", description = "What those concerned are told.")
        private Optional<String> reason = Optional.empty();

        @Option(names = "--user", description = "What is written like an address is a user's name.")
        private boolean isUser;

        Sentence() {}

        int on(TargetOption target, String action, boolean mayBeAddress) {
            List<Object> arguments = new ArrayList<>(List.of("action", action));
            boolean isAddress = mayBeAddress && !isUser && subject.matches("[0-9.]+(/.*)?|.*:.*");
            arguments.addAll(List.of(isAddress ? "address" : "user", subject));
            duration.ifPresent(given -> arguments.addAll(List.of("duration", given)));
            reason.ifPresent(given -> arguments.addAll(List.of("reason", given)));
            target.ask("moderate", arguments.toArray());
            return 0;
        }
    }

    @Command(name = "mute", description = "Lets a user say nothing until then.", mixinStandardHelpOptions = true)
    int mute(@Mixin TargetOption target, @Mixin Sentence sentence) {
        return sentence.on(target, "mute", false);
    }

    @Command(name = "unmute", description = "Lets a user speak again.", mixinStandardHelpOptions = true)
    int unmute(@Mixin TargetOption target, @Mixin Sentence sentence) {
        return sentence.on(target, "unmute", false);
    }

    @Command(
            name = "ban",
            description = "Lets a user, or all who connect from an address or network, in no more until then.",
            mixinStandardHelpOptions = true)
    int ban(@Mixin TargetOption target, @Mixin Sentence sentence) {
        return sentence.on(target, "ban", true);
    }

    @Command(name = "unban", description = "Lets a user or an address in again.", mixinStandardHelpOptions = true)
    int unban(@Mixin TargetOption target, @Mixin Sentence sentence) {
        return sentence.on(target, "unban", true);
    }

    @Command(name = "disconnect", description = "Ends the sessions of a user.", mixinStandardHelpOptions = true)
    int disconnect(@Mixin TargetOption target, @Mixin Sentence sentence) {
        return sentence.on(target, "disconnect", false);
    }

    @Command(name = "announce", description = "Tells everyone who is logged in.", mixinStandardHelpOptions = true)
    int announce(
            @Mixin TargetOption target, @Parameters(paramLabel = "TEXT", description = "What to say.") String text) {
        target.ask("announce", "text", text);
        return 0;
    }
}
