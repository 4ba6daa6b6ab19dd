package io.implatform.cli.planted.outside;

public class EndsTheProcess {
    public void exit() {
        System.exit(1);
    }

    public void halt() {
        Runtime.getRuntime().halt(1);
    }

    public void hook(Thread hook) {
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
