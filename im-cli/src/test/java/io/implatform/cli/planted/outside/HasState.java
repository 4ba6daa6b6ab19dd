package io.implatform.cli.planted.outside;

@SuppressWarnings("NonFinalStaticField")
public class HasState {
    static final int FINE = 1;
    static int count;

    public int next() {
        return FINE + ++count;
    }
}
