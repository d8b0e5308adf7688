package io.gatehouse.command;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// Where Maven loads from by a `pom.xml` or `settings.xml`.
final class MavenRepositories {
    private static final Set<String> REPOSITORIES = Set.of("repository", "pluginRepository", "mirror");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.-]+)}");
    private static final int MOST_NESTED = 4;

    private final Map<String, String> properties = new HashMap<>();
    private final List<String> urls = new ArrayList<>();

    private MavenRepositories() {}

    /// The URLs of its repositories, with properties of the same file filled in; empty if it is no XML.
    static Optional<List<String>> in(String xml) {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setCoalescing(true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // else it writes to the daemon's output
            var found = new MavenRepositories();
            found.walk(builder.parse(new InputSource(new StringReader(xml.strip())))
                    .getDocumentElement());
            return Optional.of(found.urls.stream().map(found::filled).toList());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK reads no XML", e);
        } catch (SAXException | IOException e) {
            return Optional.empty();
        }
    }

    private void walk(Element outer) {
        for (var node = outer.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (!(node instanceof Element element) || name(element).equals("distributionManagement")) {
                continue; // where it uploads to
            }
            if (name(outer).equals("properties")) {
                properties.put(name(element), element.getTextContent().strip());
            } else if (name(element).equals("url") && REPOSITORIES.contains(name(outer))) {
                urls.add(element.getTextContent().strip());
            }
            walk(element);
        }
    }

    private static String name(Node element) {
        return element.getNodeName().replaceFirst("^.*:", "");
    }

    private String filled(String url) {
        var text = url;
        for (var i = 0; i < MOST_NESTED && text.contains("${"); i++) {
            text = PROPERTY.matcher(text)
                    .replaceAll(
                            found -> Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group())));
        }
        return text;
    }
}
