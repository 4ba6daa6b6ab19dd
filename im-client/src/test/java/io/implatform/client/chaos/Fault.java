package io.implatform.client.chaos;

/** Something that may go wrong, until it is made good. */
interface Fault {
    /** What it is, for the log. Two faults of one thing have names that begin with the same word. */
    String name();

    /** Does the harm. @return what makes it good; neither waits for long */
    Runnable strike() throws Exception;

    static Fault of(String name, Strike strike) {
        return new Fault() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Runnable strike() throws Exception {
                return strike.strike();
            }
        };
    }

    /** Does harm, and returns what makes it good. */
    interface Strike {
        Runnable strike() throws Exception;
    }
}
