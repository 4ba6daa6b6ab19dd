package io.implatform.cli.planted.logic;

import io.implatform.cli.planted.spi.UsesTheInside;

public interface UsesAnInterface {
    void use(UsesTheInside spi);
}
