import QtQuick
import Kiosk
import Kiosk.ViewModels

// What every field control knows: its row of the field list, where answers go, who has the pad.
QtObject {
    id: context

    required property var model
    required property QuestionsViewModel vm
    required property FieldInHand inHand
    // A row that leaves the list takes its model away before its control.
    readonly property string ref: model?.ref ?? ""
    readonly property string kind: model?.kind ?? ""
    readonly property string label: model?.label ?? ""
    readonly property string hint: model?.hint ?? ""
    readonly property var rich: model?.rich ?? ({})     // label, hint, guidance with markup, where they have some
    readonly property string error: Sentences.answer(model?.error ?? "")
    readonly property var value: model?.value
    readonly property string text: value === undefined || value === null ? "" : String(value)
    readonly property string display: model?.display ?? ""
    readonly property int maxLength: model?.maxLength ?? 0
    readonly property var choices: model?.choices ?? []
    readonly property int choiceCount: model?.choiceCount ?? choices.length
    readonly property var chosen: model?.chosen ?? []
    readonly property var appearances: model?.appearances ?? []
    readonly property var settings: model?.settings ?? ({})
    readonly property string guidance: model?.guidance ?? ""
    readonly property var media: model?.media ?? ({})
    readonly property var file: model?.file ?? ({})     // of what is enclosed: picture, count, ground, photographedAs …
    readonly property var rows: model?.rows ?? []
    readonly property var questions: model?.questions ?? []
    readonly property bool canAdd: model?.canAdd ?? true
    readonly property bool canRemove: model?.canRemove ?? true
    readonly property bool needed: model?.required ?? false
    readonly property bool known: model?.readOnly ?? false
    readonly property bool faulty: error !== ""

    function set(value: var): void {
        vm.setAnswer(ref, value);
    }
}
