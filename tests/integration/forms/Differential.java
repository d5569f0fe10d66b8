import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.test.Scenario;

/** Fills forms with JavaRosa: case folders as arguments, each with form.xml and answers.tsv. */
public class Differential {
    public static void main(String[] folders) throws Exception {
        for (String folder : folders) {
            List<String> out = new ArrayList<>();
            try {
                Scenario scenario = Scenario.init(new File(folder, "form.xml"));
                for (String line : Files.readAllLines(Path.of(folder, "answers.tsv"))) {
                    String[] answer = line.split("\t", -1);
                    scenario.answer(answer[0], answer[1]);
                }
                write(scenario.getFormDef().getMainInstance().getRoot(), out);
            } catch (Throwable error) {
                out.add("error\t" + error);
            }
            Files.write(Path.of(folder, "javarosa.tsv"), out, StandardCharsets.UTF_8);
        }
    }

    private static void write(TreeElement element, List<String> out) {
        if (!element.isRelevant() || element.getMult() == TreeReference.INDEX_TEMPLATE) {
            return;
        }
        if (element.getNumChildren() == 0) {
            IAnswerData value = element.getValue();
            String text = value == null ? "" : value.uncast().getString();
            out.add(element.getRef().toString(true) + "\t" + text);
        }
        for (int number = 0; number < element.getNumChildren(); number++) {
            write(element.getChildAt(number), out);
        }
    }
}
