package io.implatform.cli.client;

import java.util.Optional;

/** Where a person sees and types. Safe for use by several threads. */
interface Screen {
    /** Shows lines above the one that is being typed. */
    void print(String lines);

    /** Asks for something that nobody may see and that is not kept; empty where the person would rather not. */
    Optional<String> secret(String question);

    /** Shows the prompt anew. */
    void refresh();
}
