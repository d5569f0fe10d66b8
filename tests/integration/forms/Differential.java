import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.test.Scenario;

/**
 * Fills forms with JavaRosa: case folders as arguments, each with form.xml and steps.tsv.
 *
 * <p>A step is one of "answer REF VALUE", "clear REF", "add REPEAT", "remove INSTANCE". After each
 * one javarosa.tsv gets a line "step", then everything that is relevant: "leaf REF VALUE FLAGS" and
 * "choices REF VALUES".
 */
public class Differential {
    private final Scenario scenario;
    private final FormEntryController controller;
    private final List<String> out = new ArrayList<>();

    private Differential(File form) throws Exception {
        scenario = Scenario.init(form);
        controller = scenario.getFormEntryController();
    }

    public static void main(String[] folders) throws Exception {
        for (String folder : folders) {
            List<String> out = new ArrayList<>();
            try {
                Differential run = new Differential(new File(folder, "form.xml"));
                out = run.out;
                run.look("opened");
                for (String line : Files.readAllLines(Path.of(folder, "steps.tsv"))) {
                    run.take(line.split("\t", -1));
                }
            } catch (Throwable error) {
                out.add("error\t" + error.toString().replace('\n', ' '));
            }
            Files.write(Path.of(folder, "javarosa.tsv"), out, StandardCharsets.UTF_8);
        }
    }

    private void take(String[] step) {
        String outcome = "ok";
        switch (step[0]) {
            case "answer":
                outcome = answer(scenario.indexOf(step[1]), step[2]);
                break;
            case "clear":
                outcome = answer(scenario.indexOf(step[1]), "");
                break;
            case "add":
                add(step[1]);
                break;
            case "remove":
                scenario.removeRepeat(step[1]);
                break;
            default:
                throw new IllegalArgumentException(step[0]);
        }
        look(outcome);
    }

    private String answer(FormIndex index, String text) {
        IAnswerData data = text.isEmpty() ? null : data(index, text);
        switch (controller.answerQuestion(index, data, true)) {
            case FormEntryController.ANSWER_CONSTRAINT_VIOLATED:
                return "refused";
            case FormEntryController.ANSWER_REQUIRED_BUT_EMPTY:
                return "required";
            default:
                return "ok";
        }
    }

    /** Goes to where a client asks for another instance, and says yes. */
    private void add(String path) {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            FormIndex index = controller.getModel().getFormIndex();
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT
                    && plain(index.getReference().toString(true)).equals(plain(path))) {
                controller.newRepeat();
                return;
            }
            event = controller.stepToNextEvent();
        }
        throw new IllegalStateException("nobody asks for " + path);
    }

    private static String plain(String path) {
        return path.replace("[1]", "");
    }

    private IAnswerData data(FormIndex index, String text) {
        FormDef form = scenario.getFormDef();
        IFormElement element = form.getChild(index);
        int control = ((QuestionDef) element).getControlType();
        if (control == Constants.CONTROL_SELECT_ONE) {
            return new SelectOneData(new Selection(text));
        }
        if (control == Constants.CONTROL_SELECT_MULTI) {
            List<Selection> chosen = new ArrayList<>();
            for (String value : text.split(" ")) {
                chosen.add(new Selection(value));
            }
            return new SelectMultiData(chosen);
        }
        int type = form.getMainInstance().resolveReference(index.getReference()).getDataType();
        return AnswerDataFactory.templateByDataType(type).cast(new UncastData(text));
    }

    /** Goes through the whole form, as a client does, and tells what there is. */
    private void look(String outcome) {
        List<String> choices = new ArrayList<>();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_QUESTION) {
                FormEntryPrompt prompt = controller.getModel().getQuestionPrompt();
                int control = prompt.getControlType();
                if (control == Constants.CONTROL_SELECT_ONE
                        || control == Constants.CONTROL_SELECT_MULTI) {
                    List<String> values = new ArrayList<>();
                    for (SelectChoice choice : prompt.getSelectChoices()) {
                        values.add(choice.getValue());
                    }
                    String path = prompt.getIndex().getReference().toString(true);
                    choices.add("choices\t" + path + "\t" + String.join(" ", values));
                }
            }
            event = controller.stepToNextEvent();
        }
        out.add("step\t" + outcome);
        write(scenario.getFormDef().getMainInstance().getRoot());
        out.addAll(choices);
    }

    private void write(TreeElement element) {
        if (!element.isRelevant() || element.getMult() == TreeReference.INDEX_TEMPLATE) {
            return;
        }
        if (element.getNumChildren() == 0) {
            IAnswerData value = element.getValue();
            String text = value == null ? "" : value.uncast().getString();
            String flags = (element.isRequired() ? "required " : "")
                    + (element.isEnabled() ? "" : "readonly");
            out.add("leaf\t" + element.getRef().toString(true) + "\t"
                    + text.replace("\n", "\\n") + "\t" + flags.trim());
        }
        for (int number = 0; number < element.getNumChildren(); number++) {
            write(element.getChildAt(number));
        }
    }
}
