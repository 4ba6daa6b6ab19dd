package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.Parts;
import io.implatform.core.spi.Provider;
import io.implatform.core.spi.StoreTransfer;
import picocli.CommandLine.Option;

/** The option {@code --store} of the commands that open a store. */
final class StoreOption {
    @Option(
            names = "--store",
            paramLabel = "URI",
            required = true,
            description = "The store: sqlite:PATH, or what else server --store takes.")
    @SuppressWarnings("NullAway.Init") // picocli's
    private String uri;

    StoreOption() {}

    /** Opens the store; the caller closes it. */
    Provider.Stores open() {
        return Parts.stores("--store", uri);
    }

    static StoreTransfer transfer(Provider.Stores stores) {
        if (stores.conversations() instanceof StoreTransfer transfer) {
            return transfer;
        }
        throw new Failure("the store " + stores.location() + " can neither be exported nor imported");
    }

    static void close(Provider.Stores stores) {
        stores.users().close();
        stores.conversations().close();
    }
}
