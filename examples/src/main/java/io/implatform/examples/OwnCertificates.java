package io.implatform.examples;

import io.implatform.core.model.UserId;
import io.implatform.core.spi.Authenticator;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Logins by client certificate: the user is the common name of a certificate that the transport has verified against the
 * authority it was given.
 *
 * <pre>{"type":"login","certificate":true}</pre>
 */
public final class OwnCertificates implements Authenticator {
    private final boolean createsAccounts;

    /**
     * @param createsAccounts whether who has a certificate and no account is given one
     */
    public OwnCertificates(boolean createsAccounts) {
        this.createsAccounts = createsAccounts;
    }

    @Override
    public Verdict authenticate(Presented presented) {
        if (!(presented instanceof Presented.Certificate given)) {
            return new Passed();
        }
        Optional<UserId> user = commonName(given.chain().get(0)).flatMap(UserId::parse);
        return user.isPresent() ? new Accepted(user.get(), createsAccounts) : new Refused();
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
