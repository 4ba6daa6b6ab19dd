package io.implatform.cli.planted.spi;

import io.implatform.cli.planted.internal.UsesTheTop;

public interface UsesTheInside {
    UsesTheTop inside();
}
