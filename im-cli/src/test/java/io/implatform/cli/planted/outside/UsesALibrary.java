package io.implatform.cli.planted.outside;

import ch.qos.logback.classic.LoggerContext;

public class UsesALibrary {
    public LoggerContext logback() {
        return new LoggerContext();
    }
}
