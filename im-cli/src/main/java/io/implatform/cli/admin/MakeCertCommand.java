package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code im admin make-cert}: a self-signed certificate to begin with. */
@Command(
        name = "make-cert",
        description = "Makes a key and a self-signed certificate for tls:// and https://, readable by this user alone. "
                + "Clients trust it where they are given it: ./im client --ca im-cert.pem.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class MakeCertCommand implements Callable<Integer> {
    private static final int MAX_DAYS = 3_650;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            defaultValue = "im-cert.pem",
            description = {"Where the certificate goes.", "Default: ${DEFAULT-VALUE}"})
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            defaultValue = "im-key.pem",
            description = {"Where its key goes.", "Default: ${DEFAULT-VALUE}"})
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path key;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "A name or an address by which clients connect; may be given more than once. Default: this "
                    + "machine's name, localhost, 127.0.0.1 and ::1.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--days",
            defaultValue = "365",
            description = {"How long it is good.", "Default: ${DEFAULT-VALUE}"})
    private int days;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    MakeCertCommand() {}

    @Override
    public Integer call() {
        if (days < 1 || days > MAX_DAYS) {
            throw new ParameterException(spec.commandLine(), "--days " + days + ": it is 1 to " + MAX_DAYS);
        }
        List<String> names = hosts.isEmpty() ? thisMachine() : hosts;
        for (String name : names) {
            if (!name.matches("[A-Za-z0-9._:-]{1,253}")) {
                throw new ParameterException(
                        spec.commandLine(), "--host " + name + ": neither a name of a host nor an address");
            }
        }
        try {
            SelfSigned.make(certificate, key, names, days);
        } catch (IOException e) {
            throw new Failure("cannot make a certificate: " + e, e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("certificate in " + certificate + ", good for " + days + " days and " + String.join(", ", names));
        out.println("key in " + key + "; whoever has it can pass for this server");
        out.println(
                "start with: ./im server --listen tls://0.0.0.0:5051 --tls-cert " + certificate + " --tls-key " + key);
        out.println("connect with: ./im client --connect tls://" + names.get(0) + ":5051 --ca " + certificate);
        out.flush();
        return 0;
    }

    private static List<String> thisMachine() {
        List<String> names = new ArrayList<>();
        try {
            String name = InetAddress.getLocalHost().getHostName();
            if (!name.equals("localhost") && name.matches("[A-Za-z0-9.-]{1,253}") && !name.matches("[0-9.]+")) {
                names.add(name);
            }
        } catch (UnknownHostException e) {
            // It has no name that is known to itself.
        }
        names.addAll(List.of("localhost", "127.0.0.1", "::1"));
        return names;
    }
}
