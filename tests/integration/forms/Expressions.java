import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.test.Scenario;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathExpression;
import org.javarosa.xpath.expr.XPathFuncExpr;

/** Evaluates expressions with JavaRosa: form, file of expressions, file of results, line by line. */
public class Expressions {
    public static void main(String[] files) throws Exception {
        Scenario scenario = Scenario.init(new File(files[0]));
        List<String> out = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(files[1]))) {
            out.add(result(scenario, line));
        }
        Files.write(Path.of(files[2]), out);
    }

    private static String result(Scenario scenario, String line) {
        try {
            XPathExpression expression = XPathParseTool.parseXPath(line);
            EvaluationContext all = scenario.getFormDef().getEvaluationContext();
            EvaluationContext context = new EvaluationContext(all, TreeReference.rootRef());
            Object value = expression.eval(scenario.getFormDef().getMainInstance(), context);
            return XPathFuncExpr.toString(XPathFuncExpr.unpack(value));
        } catch (Throwable error) {
            return "error";
        }
    }
}
